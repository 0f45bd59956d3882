"""Reports and dashboards: their declarations become the model's, with dimensions and measures typed."""
