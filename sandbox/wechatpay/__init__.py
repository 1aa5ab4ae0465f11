"""WeChat Pay API v3 as a direct merchant (直连商户) meets it."""
