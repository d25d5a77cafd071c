"""What Failures, Report and Overview share: of which traces they speak, its cache, and charts in common."""
