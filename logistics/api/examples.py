"""What the examples of the API's schema say of parcels."""

SHIPMENT = {
    "number": "S2611121030004711",
    "status": "shipped",
    "status_text": "Handed to the courier",
    "lines": [{"line": 1, "sku": "TEA-01", "quantity": 2}],
    "tracking_numbers": [
        {
            "courier": "shunfeng",
            "courier_name": "SF Express",
            "courier_phone": "95338",
            "number": "SF1234567890123",
        }
    ],
    "shipped_at": "2026-11-12T01:30:00Z",
    "delivered_at": None,
    "confirmed_at": None,
    "trouble": "",
    "trouble_text": "",
    "trail": [
        {
            "at": "2026-11-12T03:00:00Z",
            "text": "Picked up in Shanghai",
            "place": "上海市",
            "state": "collected",
            "state_text": "Collected",
        }
    ],
}
