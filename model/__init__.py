"""Learns and tells digits: data sets, networks, training, inference, versions."""
