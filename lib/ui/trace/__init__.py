"""A trace on the screen, and everything that shows one."""
