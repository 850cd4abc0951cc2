"""Widgets that show a session and never own one."""
