"""The WeChat platform: who somebody is to an app. Log-in, web authorisation, access tokens."""
