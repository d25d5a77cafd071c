"""What every page shares: who is here, navigation, text made safe, links, tables, charts."""
