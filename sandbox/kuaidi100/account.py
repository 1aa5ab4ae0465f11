"""The one account that the sandbox's Kuaidi100 knows. It opens nothing, and is no secret."""

CUSTOMER = "SANDBOX0CUSTOMER0100"
KEY = "SandboxKey100"
