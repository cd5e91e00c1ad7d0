from werkzeug.exceptions import RequestEntityTooLarge

from odoo.http import Controller, request, route

from ..core.webhook_signature import SIGNATURE_HEADER, TIMESTAMP_HEADER
from ..models.phone_channel import MAX_BODY_BYTES


class PhoneWebhook(Controller):
    """Receives the events of telephone systems, see ``docs/phone-webhook.md``."""

    @route(
        "/crm_plus/phone/webhook/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def receive_phone_event(self, token, **_kwargs):
        http_request = request.httprequest
        # As a routing parameter the limit would answer with a web page.
        http_request.max_content_length = MAX_BODY_BYTES
        try:
            body = http_request.get_data()
        except RequestEntityTooLarge:
            return request.make_json_response(
                {"error": f"the body exceeds {MAX_BODY_BYTES} bytes"}, status=413
            )
        status, answer = request.env["crm.plus.phone.channel"]._receive(
            token,
            http_request.headers.get(TIMESTAMP_HEADER, ""),
            http_request.headers.get(SIGNATURE_HEADER, ""),
            body,
        )
        return request.make_json_response(answer, status=status)
