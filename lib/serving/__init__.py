"""What stands around the app where it is served: whose address it answers, what its logs hold."""
