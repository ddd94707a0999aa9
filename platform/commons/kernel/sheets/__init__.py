"""Tables out of Excel and WPS, and back: the one reader and writer of all rooms (decision 0025)."""
