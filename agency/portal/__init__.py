"""What clients see by link, and pictures and brand that anybody may see."""
