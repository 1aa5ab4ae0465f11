"""The faults that the WeChat platform can act out. Their target is a person."""

from sandbox.faults import Kind, Setting

KINDS = {
    "wechat_error": Kind(
        "api",
        "WeChat log-in: answer with this errcode, doing nothing (-1 busy, 40226 blocked user)",
        "微信登录：返回该错误码，请求未执行（-1 系统繁忙，40226 高风险用户）",
        {
            "operation": Setting("any", ("any", "code2session", "oauth", "token")),
            "errcode": Setting("-1", ("-1", "40226", "45009", "45011")),
        },
    ),
}
