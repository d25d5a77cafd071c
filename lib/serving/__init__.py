"""What stands around the app where it is served: whose address it answers, what browsers and logs keep."""
