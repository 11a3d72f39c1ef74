"""Whether our papers keep the rules of PDF/UA-1 and PDF/A-3: `make verapdf`, and no part of `make test`."""
