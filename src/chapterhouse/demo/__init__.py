"""The demo network: the Portland story and its neighbours, built by calling the actions."""
