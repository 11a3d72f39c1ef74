"""What every capability stands on: database, time, money, letters, files, login. It knows none of them."""
