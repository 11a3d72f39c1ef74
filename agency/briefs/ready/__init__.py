"""Ready-made briefs as data: what is asked, in English and Russian. An agency makes them its own later."""
