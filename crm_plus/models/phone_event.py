from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

from ..core.phone_event import CallEvent, fold_events

KEEP_DAYS = 30
GC_LIMIT = 10_000


class CrmPlusPhoneEvent(models.Model):
    """One event a telephone system reported, and the guard against replays.

    An event is registered before anything else happens. The two unique indexes let
    it in once, and make a parallel delivery of the same event wait for the first
    and then be recognised. Old events are removed: by then their signature is
    stale and their call long over.
    """

    _name = "crm.plus.phone.event"
    _description = "Telephone System Event"
    _inherit = ["crm.plus.proof.mixin"]
    _order = "id desc"
    _rec_name = "uid"

    channel_id = fields.Many2one(
        "crm.plus.phone.channel", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    uid = fields.Char("Event ID", required=True, readonly=True)
    signature = fields.Char(required=True, readonly=True)
    kind = fields.Selection(
        [
            ("ringing", "Ringing"),
            ("answered", "Answered"),
            ("missed", "Missed"),
            ("ended", "Ended"),
        ],
        "Event",
        required=True,
        readonly=True,
    )
    call_uid = fields.Char("Call ID", required=True, readonly=True)
    direction = fields.Selection(
        [("inbound", "Inbound"), ("outbound", "Outbound")], required=True, readonly=True
    )
    number = fields.Char(readonly=True)
    date_event = fields.Datetime("Happened On", required=True, readonly=True)
    date_start = fields.Datetime("Call Start", readonly=True)
    duration = fields.Integer("Seconds", readonly=True)
    extension = fields.Char(readonly=True)
    recording_url = fields.Char("Recording", readonly=True)
    phone_call_id = fields.Many2one(
        "crm.plus.phone.call",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    _uid_uniq = models.UniqueIndex("(channel_id, uid)")
    _signature_uniq = models.UniqueIndex("(channel_id, signature)")
    _call_uid_idx = models.Index("(channel_id, call_uid)")

    @api.model
    def _take_in(self, channel, event, signature):
        """Store an event unless it is known.

        :return: the new record, empty when the event or the delivery is known
        """
        now = self.env.cr.now()
        values = {
            "channel_id": channel.id,
            "company_id": channel.company_id.id,
            "uid": event.uid,
            "signature": signature,
            "kind": event.kind,
            "call_uid": event.call_uid,
            "direction": event.direction,
            "number": event.number,
            "date_event": event.time,
            "date_start": event.start,
            "duration": event.duration,
            "extension": event.extension,
            "recording_url": event.recording_url,
            "create_uid": self.env.uid,
            "write_uid": self.env.uid,
            "create_date": now,
            "write_date": now,
        }
        # SQL: only ON CONFLICT waits for a parallel delivery instead of failing; the
        # serialization error that follows makes the request start over
        rows = self.env.execute_query(
            SQL(
                "INSERT INTO %s (%s) VALUES %s ON CONFLICT DO NOTHING RETURNING id",
                SQL.identifier(self._table),
                SQL(", ").join(map(SQL.identifier, values)),
                tuple(values.values()),
            )
        )
        return self.browse(row[0] for row in rows)

    def _apply(self):
        """Bring the phone call of this event up to date.

        Only what this event changes is written: what a person corrected stays.

        :return: ``crm.plus.phone.call`` record
        """
        self.ensure_one()
        events = self.search(
            [
                ("channel_id", "=", self.channel_id.id),
                ("call_uid", "=", self.call_uid),
            ]
        )
        call = self.env["crm.plus.phone.call"].search(
            [
                ("channel_id", "=", self.channel_id.id),
                ("external_uid", "=", self.call_uid),
            ]
        )
        after = fold_events(event._to_core() for event in events)
        if call:
            before = events - self
            values = self._prepare_call_values(after, call)
            if before:
                past = fold_events(event._to_core() for event in before)
                old = self._prepare_call_values(past, call)
                values = {
                    name: value for name, value in values.items() if value != old[name]
                }
            # The counter makes two events of one call collide when they come in
            # parallel, so that the second one sees the first.
            call.write({**values, "report_count": call.report_count + 1})
        else:
            call = self._create_call(after)
        self.phone_call_id = call
        return call

    def _create_call(self, summary):
        Call = self.env["crm.plus.phone.call"]
        channel = self.channel_id
        [vals] = Call._match_values(
            [
                {
                    "phone": summary.number,
                    "company_id": channel.company_id.id,
                    "channel_id": channel.id,
                    "external_uid": self.call_uid,
                    "user_id": self._get_agent(summary).id,
                    "report_count": 1,
                }
            ]
        )
        vals.update(self._prepare_call_values(summary, Call.new(vals)))
        if not vals["user_id"] and channel.team_id:
            vals["team_id"] = channel.team_id.id
        try:
            with self.env.cr.savepoint():
                return Call.create(vals)
        except IntegrityError as error:
            # A parallel event created the call; the request starts over and sees it.
            raise ConcurrencyError("the call is being created") from error

    def _prepare_call_values(self, summary, call):
        """Values of the call that follow from its events."""
        return {
            "phone": summary.number,
            "direction": summary.direction,
            "state": summary.state,
            "outcome": summary.outcome or False,
            "date_start": summary.start,
            "duration": summary.duration_minutes,
            "recording_url": summary.recording_url or False,
            "user_id": self._get_user(summary, call).id,
        }

    def _get_user(self, summary, call):
        """Whose call it is.

        An answered call is the agent's. A missed one waits for the owner of the
        lead or contact, who knows the caller.
        """
        agent = self._get_agent(summary)
        company = self.channel_id.company_id
        owner = (call.lead_id.user_id or call.partner_id.user_id).filtered(
            lambda user: user.active and company in user.company_ids
        )
        first, second = (owner, agent) if summary.state == "missed" else (agent, owner)
        return first or second or self.channel_id.user_id

    def _get_agent(self, summary):
        Users = self.env["res.users"]
        if not summary.extension:
            return Users
        return Users.search(
            [
                ("phone_extension", "=", summary.extension),
                ("share", "=", False),
                ("company_ids", "in", self.channel_id.company_id.ids),
            ],
            limit=1,
        )

    def _to_core(self):
        self.ensure_one()
        return CallEvent(
            uid=self.uid,
            kind=self.kind,
            call_uid=self.call_uid,
            direction=self.direction,
            number=self.number or "",
            time=self.date_event,
            start=self.date_start or None,
            duration=self.duration or None,
            extension=self.extension or "",
            recording_url=self.recording_url or "",
        )

    @api.autovacuum
    def _gc_events(self):
        """Forget events that can neither be replayed nor change a call."""
        limit = fields.Datetime.now() - timedelta(days=KEEP_DAYS)
        old = self.search([("create_date", "<", limit)], limit=GC_LIMIT)
        old.unlink()
        return len(old), len(old) == GC_LIMIT
