import json
import secrets
from datetime import timedelta, timezone

from odoo import SUPERUSER_ID, api, fields, models

from ..core import phone_event, webhook_signature

MAX_BODY_BYTES = 64 * 1024
# Whoever knows the address alone can make us write no more often than this.
REFUSAL_INTERVAL = timedelta(minutes=1)


class CrmPlusPhoneChannel(models.Model):
    """A telephone system that reports its calls.

    The system posts signed events to the address of the channel; what they must
    look like is described in ``docs/phone-webhook.md``. Each call of the system is
    one phone call here, whatever is repeated, late or parallel: an event counts
    once (``crm.plus.phone.event``), and a call is the fold of its events
    (``core/phone_event.py``).
    """

    _name = "crm.plus.phone.channel"
    _description = "Telephone System"
    _inherit = ["mail.thread"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users",
        "Default Salesperson",
        domain="[('share', '=', False)]",
        check_company=True,
        tracking=True,
        help="Gets the calls of which neither the extension nor an owner is known.",
    )
    team_id = fields.Many2one(
        "crm.team",
        "Default Sales Team",
        check_company=True,
        help="Team of the calls that have no salesperson.",
    )
    note = fields.Html(
        "Field Mapping",
        help="How the fields of this telephone system map to those of the webhook.",
    )
    token = fields.Char(
        default=lambda self: secrets.token_urlsafe(18),
        required=True,
        readonly=True,
        copy=False,
        groups="sales_team.group_sale_manager",
    )
    webhook_url = fields.Char(
        "Webhook Address",
        compute="_compute_webhook_url",
        groups="sales_team.group_sale_manager",
    )
    request_example = fields.Text(
        "Example",
        compute="_compute_webhook_url",
        groups="sales_team.group_sale_manager",
    )
    # Nobody reads it back: it is shown once, when it is generated.
    secret = fields.Char(groups=fields.NO_ACCESS, copy=False, exportable=False)
    has_secret = fields.Boolean(compute="_compute_has_secret", compute_sudo=True)
    date_last_event = fields.Datetime("Last Event", compute="_compute_event_count")
    event_count = fields.Integer(compute="_compute_event_count")
    last_error = fields.Char(readonly=True, copy=False)
    date_last_error = fields.Datetime("Last Error On", readonly=True, copy=False)
    last_refusal = fields.Char("Reason of Refusal", readonly=True, copy=False)
    date_last_refused = fields.Datetime("Last Refused", readonly=True, copy=False)
    refusal_count = fields.Integer(
        "Refusals",
        readonly=True,
        copy=False,
        help="Requests with a wrong signature or clock; no more than one a minute "
        "is counted.",
    )

    _token_uniq = models.UniqueIndex("(token)", "Two channels share an address.")

    @api.depends("token")
    def _compute_webhook_url(self):
        for channel in self:
            base = channel.get_base_url()
            channel.webhook_url = f"{base}/crm_plus/phone/webhook/{channel.token}"
            channel.request_example = webhook_signature.example(channel.webhook_url)

    @api.depends("secret")
    def _compute_has_secret(self):
        for channel in self:
            channel.has_secret = bool(channel.secret)

    @api.depends_context("uid")
    def _compute_event_count(self):
        rows = self.env["crm.plus.phone.event"]._read_group(
            [("channel_id", "in", self.ids)],
            ["channel_id"],
            ["__count", "create_date:max"],
        )
        found = {channel.id: (count, last) for channel, count, last in rows}
        for channel in self:
            channel.event_count, channel.date_last_event = found.get(
                channel._origin.id, (0, False)
            )

    def action_generate_secret(self):
        """Give the channel a new secret and show it, this once.

        Calls signed with the secret before are refused from now on.

        :return: window action that shows the secret
        """
        self.ensure_one()
        self.check_access("write")
        secret = secrets.token_urlsafe(32)
        self.sudo().secret = secret  # sudo: nobody may read or write the field
        self.message_post(body=self.env._("A new secret was generated."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Secret of %(channel)s", channel=self.name),
            "res_model": "crm.plus.phone.channel.secret",
            "view_mode": "form",
            "target": "new",
            "context": {"default_secret": secret},
        }

    def action_view_events(self):
        """Open the log of events.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_plus.crm_plus_phone_event_action"
        )
        action["domain"] = [("channel_id", "=", self.id)]
        return action

    @api.model
    def _receive(self, token, timestamp, signature, body):
        """Take in one call of the webhook.

        :param str token: which channel the telephone system called
        :param str timestamp: header with the seconds since 1970
        :param str signature: header with the signature
        :param bytes body: as received
        :return: tuple of the HTTP status and the answer as a dict
        """
        # The database refuses to look for a text with a NUL in it.
        token = token.replace("\0", "")
        # sudo: the telephone system is nobody's user, its signature lets it in
        channel = self.sudo().search([("token", "=", token)], limit=1)
        if not channel:
            return 404, {"error": "unknown channel"}
        if len(body) > MAX_BODY_BYTES:
            return 413, {"error": f"the body exceeds {MAX_BODY_BYTES} bytes"}
        now = fields.Datetime.now().replace(tzinfo=timezone.utc)
        try:
            webhook_signature.verify(
                channel.secret, timestamp, signature, body, now.timestamp()
            )
        except webhook_signature.SignatureError:
            return channel._refuse("missing or wrong signature")
        except webhook_signature.StaleTimestampError as error:
            return channel._refuse(f"stale timestamp: {error}")
        try:
            payload = json.loads(body)
        except (ValueError, RecursionError):
            return 400, {"error": "the body is no valid JSON"}
        channel = channel._as_system()
        try:
            event = phone_event.parse_event(payload)
        except phone_event.EventError as error:
            channel.write(
                {"last_error": str(error), "date_last_error": fields.Datetime.now()}
            )
            return 400, {"error": str(error)}
        return channel._take_event(event, signature.strip().lower())

    def _refuse(self, reason):
        """Refuse a request that proves nothing, and note that from time to time.

        :return: see :meth:`_receive`
        """
        now = fields.Datetime.now()
        last = self.date_last_refused
        # A row somebody else holds is being written: he notes the same.
        if (not last or now - last >= REFUSAL_INTERVAL) and self.try_lock_for_update(
            allow_referencing=True
        ):
            self.write(
                {
                    "last_refusal": reason,
                    "date_last_refused": now,
                    "refusal_count": self.refusal_count + 1,
                }
            )
        return 401, {"error": reason}

    def _as_system(self):
        """The channel as the system user sees it in its own company."""
        self.ensure_one()
        company = self.company_id
        return (
            self.with_user(SUPERUSER_ID)
            .with_company(company)
            .with_context(
                allowed_company_ids=company.ids,
                lang=self.user_id.lang or company.partner_id.lang,
            )
        )

    def _take_event(self, event, signature):
        """Count an event in, once.

        :param event: :class:`phone_event.CallEvent`
        :param str signature: by which a repeated delivery is recognised
        :return: see :meth:`_receive`
        """
        Event = self.env["crm.plus.phone.event"]
        record = Event._take_in(self, event, signature)
        if record:
            call = record._apply()
            return 200, {"status": "accepted", "phone_call": call.id}
        if Event.search_count(
            [("channel_id", "=", self.id), ("signature", "=", signature)], limit=1
        ):
            return 409, {"error": "this delivery was received before"}
        # The telephone system sends an event again, signed afresh: it is told that
        # all is well and stops.
        return 200, {"status": "duplicate"}
