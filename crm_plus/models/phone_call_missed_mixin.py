from collections import defaultdict
from datetime import timedelta, timezone

from odoo import api, fields, models

from ..core.callback_deadline import add_working_time

# How far ahead working hours are looked up; a longer closure counts by the clock.
HORIZON_DAYS = 30


class CrmPlusPhoneCallMissedMixin(models.AbstractModel):
    """The queue of missed calls.

    A missed incoming call waits for an answer. It leaves the queue when anybody
    of the company speaks to that number later, when the call back that was started
    from it reaches the caller, or when somebody takes it off by hand. The deadline
    counts the minutes of the setting in the working hours of the company.
    """

    _name = "crm.plus.phone.call.missed.mixin"
    _description = "Missed phone calls"

    is_callback_pending = fields.Boolean(
        "To Call Back",
        compute="_compute_is_callback_pending",
        store=True,
    )
    date_callback_deadline = fields.Datetime(
        "Call Back Before",
        compute="_compute_date_callback_deadline",
        store=True,
        help="Until when the missed call wants an answer, in working hours.",
    )
    is_callback_overdue = fields.Boolean(
        "Call Back Overdue",
        compute="_compute_is_callback_overdue",
        search="_search_is_callback_overdue",
    )
    date_handled = fields.Datetime(
        "Called Back On", readonly=True, copy=False, tracking=True
    )
    handled_call_id = fields.Many2one(
        "crm.plus.phone.call",
        "Answered by Call",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The call in which somebody spoke to the caller.",
    )

    @api.depends("state", "direction", "date_handled")
    def _compute_is_callback_pending(self):
        for call in self:
            missed = call.state == "missed" and call.direction == "inbound"
            call.is_callback_pending = missed and not call.date_handled

    @api.depends("state", "direction", "date_start", "company_id")
    def _compute_date_callback_deadline(self):
        missed = self.filtered(
            lambda call: (
                call.state == "missed"
                and call.direction == "inbound"
                and call.date_start
            )
        )
        (self - missed).date_callback_deadline = False
        wait = timedelta(minutes=self._get_response_minutes())
        for company, calls in missed.grouped("company_id").items():
            hours = calls._get_working_hours(company) if wait else []
            for call in calls:
                deadline = add_working_time(call.date_start, wait, hours)
                call.date_callback_deadline = wait and (
                    deadline or call.date_start + wait
                )

    @api.depends("is_callback_pending", "date_callback_deadline")
    def _compute_is_callback_overdue(self):
        now = fields.Datetime.now()
        for call in self:
            deadline = call.date_callback_deadline
            call.is_callback_overdue = (
                call.is_callback_pending and deadline and deadline < now
            )

    def _search_is_callback_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [
            ("is_callback_pending", "=", True),
            ("date_callback_deadline", "<", fields.Datetime.now()),
        ]

    @api.model_create_multi
    def create(self, vals_list):
        calls = super().create(vals_list)
        calls.filtered("is_callback_pending")._notify_missed_count()
        return calls

    def write(self, vals):
        pending = self.filtered("is_callback_pending")
        result = super().write(vals)
        # sudo: a call given away may be out of sight by now
        now_pending = self.sudo().filtered("is_callback_pending")
        changed = (pending | now_pending) - (pending & now_pending)
        if "user_id" in vals:
            changed |= now_pending
        changed._notify_missed_count()
        return result

    def action_call_back(self):
        """Open the form of an outgoing call to the one who was missed.

        :return: window action of the quick form, with the number filled in
        """
        self.ensure_one()
        return self._get_quick_action(
            self.env._("Call Back"),
            default_state="held",
            default_direction="outbound",
            default_outcome="answered",
            **self._prepare_follow_up_context(),
        )

    def action_mark_handled(self):
        """Take the missed calls off the queue without a call."""
        pending = self.filtered("is_callback_pending")
        pending.write({"date_handled": fields.Datetime.now()})

    @api.model
    @api.readonly
    def get_missed_call_count(self):
        """Count the missed calls that wait for the current user or for anybody.

        :return: number of calls
        :rtype: int
        """
        if not self.has_access("read"):
            return 0
        return self.search_count(
            [
                ("is_callback_pending", "=", True),
                ("user_id", "in", [self.env.uid, False]),
            ]
        )

    @api.model
    def _get_response_minutes(self):
        # sudo: every seller works under the settings, only administrators read them
        parameters = self.env["ir.config_parameter"].sudo()
        value = parameters.get_param("crm_plus.missed_call_response_minutes", "0")
        # An administrator may have typed anything into the system parameter.
        return int(value) if value.isdecimal() else 0

    def _get_working_hours(self, company):
        """Working hours around the calls as naive UTC pairs, in one look-up."""
        # sudo: sellers do not read the calendar of the company
        calendar = company.sudo().resource_calendar_id
        if not calendar:
            return []
        starts = self.mapped("date_start")
        intervals = calendar._work_intervals_batch(
            min(starts).replace(tzinfo=timezone.utc),
            (max(starts) + timedelta(days=HORIZON_DAYS)).replace(tzinfo=timezone.utc),
        )[False]
        return [
            tuple(
                moment.astimezone(timezone.utc).replace(tzinfo=None)
                for moment in interval[:2]
            )
            for interval in intervals
        ]

    def _settle_missed_calls(self):
        """Take off the queue whom these held calls have spoken to."""
        reached = self.filtered(lambda call: call._is_reached())
        if not reached:
            return
        # sudo: whoever reached the caller, the call need not be answered again by
        # the colleague who missed it
        pending = reached.sudo().search(
            [
                ("is_callback_pending", "=", True),
                ("company_id", "in", reached.company_id.ids),
                "|",
                ("id", "in", reached.parent_id.ids),
                ("phone_sanitized", "in", list(reached._get_numbers())),
            ]
        )
        by_number = defaultdict(self.browse)
        for call in reached.sorted("date_start"):
            by_number[call.company_id, call.phone_sanitized] |= call
        settled = defaultdict(self.browse)
        for missed in pending:
            answer = by_number[missed.company_id, missed.phone_sanitized].filtered(
                lambda call, missed=missed: call.date_start >= missed.date_start
            ) or reached.filtered(lambda call, missed=missed: call.parent_id == missed)
            settled[answer[:1]] |= missed
        for answer, calls in settled.items():
            if answer:
                calls.sudo().write(  # sudo: as above
                    {"date_handled": answer.date_start, "handled_call_id": answer.id}
                )

    def _is_reached(self):
        """Whether the two sides spoke, or one knows that the other called."""
        self.ensure_one()
        unreached = ("no_answer", "busy", "wrong_number")
        return self.state == "held" and self.outcome not in unreached

    def _get_numbers(self):
        return set(self.mapped("phone_sanitized")) - {False}

    def _notify_missed_count(self):
        """Tell the web clients of those concerned that their counter changed."""
        # sudo: the colleague may belong to a company this user does not see
        if users := self.sudo().user_id:
            users._bus_send("crm_plus.missed_calls/changed", {})
