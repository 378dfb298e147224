"""The dashboards in config/grafana: as generated, complete, and answered by a real Prometheus."""
