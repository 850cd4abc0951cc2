"""The application: start-up, main window, actions; the one place that knows everyone."""
