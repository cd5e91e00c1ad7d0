from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.phone_validation.tools.phone_validation import (
    phone_get_country_code_for_number,
)

MAX_NUMBER_LENGTH = 64
MAX_DURATION = 24 * 60
# Nobody has spoken to anybody: there is no outcome.
SILENT_STATES = {"planned", "missed"}


class CrmPlusPhoneCall(models.Model):
    """One phone call: planned, going on, held, missed or cancelled.

    A call needs no lead. Its number is kept as typed; where it can be read it is
    also stored in international form, and by that form the call finds its contact
    and its lead (``crm.plus.phone.call.number.mixin``). A planned call takes a slot
    on the calendar and an activity of its record
    (``crm.plus.phone.call.schedule.mixin``), a missed incoming one waits in a
    queue until somebody speaks to the caller
    (``crm.plus.phone.call.missed.mixin``), and any call becomes a lead or an
    opportunity once (``crm.plus.phone.call.convert.mixin``). What was said shows
    in the chatter of the lead or contact (``crm.plus.phone.call.log.mixin``).
    """

    _name = "crm.plus.phone.call"
    _description = "Phone Call"
    _inherit = [
        "crm.plus.link.guard.mixin",
        "crm.plus.phone.call.number.mixin",
        "crm.plus.phone.call.schedule.mixin",
        "crm.plus.phone.call.load.mixin",
        "crm.plus.phone.call.missed.mixin",
        "crm.plus.phone.call.log.mixin",
        "crm.plus.phone.call.convert.mixin",
        "mail.thread.phone",
        "mail.activity.mixin",
    ]
    _order = "date_start desc, id desc"
    _check_company_auto = True
    _rec_names_search = ["name", "contact_name", "phone", "phone_sanitized"]
    _guarded_links = {"lead_id": "read", "partner_id": "read", "parent_id": "read"}
    _system_fields = frozenset(
        {
            "calendar_event_id",
            "channel_id",
            "external_uid",
            "handled_call_id",
            "report_count",
        }
    )

    # What
    name = fields.Char("Subject", index="trigram", tracking=True)
    description = fields.Html("Notes")
    direction = fields.Selection(
        [("inbound", "Inbound"), ("outbound", "Outbound")],
        required=True,
        default="outbound",
    )
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("ongoing", "In Progress"),
            ("missed", "Missed"),
            ("held", "Held"),
            ("cancelled", "Cancelled"),
        ],
        "Status",
        required=True,
        index=True,
        tracking=True,
        default="held",
        group_expand="_group_expand_state",
    )
    outcome = fields.Selection(
        [
            ("answered", "Answered"),
            ("call_back", "Asked to Call Back"),
            ("left_message", "Left a Message"),
            ("no_answer", "No Answer"),
            ("busy", "Busy"),
            ("wrong_number", "Wrong Number"),
        ],
        tracking=True,
    )
    tag_ids = fields.Many2many("crm.tag", string="Tags")
    # When
    date_start = fields.Datetime(
        "Start",
        required=True,
        index=True,
        tracking=True,
        default=fields.Datetime.now,
    )
    date_end = fields.Datetime(
        "End", compute="_compute_date_end", inverse="_inverse_date_end", store=True
    )
    duration = fields.Float(
        help="How long the call took, or is planned to take, in minutes and seconds."
    )
    # Who
    partner_id = fields.Many2one(
        "res.partner", "Contact", check_company=True, index=True, tracking=True
    )
    lead_id = fields.Many2one(
        "crm.lead",
        "Lead / Opportunity",
        check_company=True,
        index=True,
        tracking=True,
    )
    lead_type = fields.Selection(related="lead_id.type")
    contact_name = fields.Char(
        "Person",
        compute="_compute_contact_name",
        store=True,
        readonly=False,
        help="The person on the other end, where he is no contact yet.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Salesperson",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        check_company=True,
        index=True,
        tracking=True,
    )
    team_id = fields.Many2one(
        "crm.team",
        "Sales Team",
        compute="_compute_team_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        index=True,
        ondelete="set null",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    # Where from; stored to group by them
    city = fields.Char(compute="_compute_place", store=True)
    country_id = fields.Many2one("res.country", compute="_compute_place", store=True)
    source_id = fields.Many2one(
        "utm.source",
        compute="_compute_source_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="set null",
        help="Where the caller learned of us; taken over from the lead.",
    )
    # Conversation
    parent_id = fields.Many2one(
        "crm.plus.phone.call",
        "Follows",
        index="btree_not_null",
        copy=False,
        check_company=True,
        help="The call this one follows up.",
    )
    child_ids = fields.One2many("crm.plus.phone.call", "parent_id", "Follow-ups")
    # Telephone system
    channel_id = fields.Many2one(
        "crm.plus.phone.channel",
        "Telephone System",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    external_uid = fields.Char(
        "External ID",
        readonly=True,
        copy=False,
        help="Name of this call in the telephone system that reported it.",
    )
    recording_url = fields.Char("Recording", copy=False)
    report_count = fields.Integer(
        readonly=True, copy=False, export_string_translation=False
    )

    _check_duration = models.Constraint(
        "CHECK(duration >= 0)", "The duration cannot be negative."
    )
    _external_uid_uniq = models.UniqueIndex(
        "(channel_id, external_uid) WHERE external_uid IS NOT NULL",
        "The telephone system reported this call before.",
    )
    _callback_idx = models.Index(
        "(company_id, phone_sanitized) WHERE is_callback_pending IS TRUE"
    )

    @api.depends("date_start", "duration")
    def _compute_date_end(self):
        for call in self:
            length = timedelta(seconds=round((call.duration or 0) * 60))
            call.date_end = call.date_start and call.date_start + length

    def _inverse_date_end(self):
        for call in self:
            if call.date_start and call.date_end:
                length = call.date_end - call.date_start
                call.duration = max(length.total_seconds(), 0) / 60

    @api.depends("partner_id", "lead_id")
    def _compute_contact_name(self):
        for call in self:
            lead = call.lead_id
            call.contact_name = (
                call.partner_id.name
                or lead.contact_name
                or lead.partner_name
                or call.contact_name
            )

    @api.depends("user_id", "lead_id")
    def _compute_team_id(self):
        teams = {
            user: self.env["crm.team"]._get_default_team_id(user_id=user.id)
            for user in self.user_id
        }
        for call in self:
            team = call.lead_id.team_id or teams.get(call.user_id, call.team_id)
            fits = not team.company_id or team.company_id == call.company_id
            call.team_id = team if fits else False

    @api.depends(
        "phone_sanitized",
        "partner_id.city",
        "partner_id.country_id",
        "lead_id.city",
        "lead_id.country_id",
    )
    def _compute_place(self):
        codes = {
            call: phone_get_country_code_for_number(call.phone_sanitized)
            for call in self
            if call.phone_sanitized
        }
        by_code = (
            self.env["res.country"]
            .search([("code", "in", list(set(codes.values())))])
            .grouped("code")
        )
        for call in self:
            call.city = call.lead_id.city or call.partner_id.city
            call.country_id = (
                call.lead_id.country_id
                or call.partner_id.country_id
                or by_code.get(codes.get(call), False)
            )

    @api.depends("lead_id.source_id")
    def _compute_source_id(self):
        for call in self:
            call.source_id = call.lead_id.source_id or call.source_id

    @api.depends("name", "contact_name", "phone", "direction")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for call in self:
            call.display_name = call.name or call._prepare_name()

    @api.model
    def _group_expand_state(self, states, domain):
        """Show a column for each state, but for the rare one only when it is taken."""
        values = self._fields["state"].get_values(self.env)
        return [value for value in values if value != "ongoing" or value in states]

    @api.constrains("phone", "duration")
    def _check_limits(self):
        # What a telephone system reports is kept as it is: it has limits of its own.
        for call in self.filtered(lambda call: not call.channel_id):
            if len(call.phone or "") > MAX_NUMBER_LENGTH:
                raise ValidationError(
                    call.env._(
                        "The number cannot be longer than %(limit)s characters.",
                        limit=MAX_NUMBER_LENGTH,
                    )
                )
            if call.duration > MAX_DURATION:
                raise ValidationError(
                    call.env._("The duration cannot be longer than 24 hours.")
                )

    @api.onchange("date_start")
    def _onchange_date_start(self):
        """What starts later is planned, what has begun is not planned any more."""
        if self.date_start and self.state in ("planned", "held") and not self._origin:
            later = self.date_start > fields.Datetime.now()
            self.state = "planned" if later else "held"

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._complete_values(vals) for vals in vals_list]
        calls = super().create(vals_list)
        # sudo: whoever may change a call may have the consequences
        calls.sudo()._after_change(calls.browse())
        return calls

    def write(self, vals):
        documents = {call: call._get_logged_document() for call in self}
        held = self.filtered(lambda call: call.state == "held")
        if vals.get("state") in SILENT_STATES:
            vals = {**vals, "outcome": False}
        early = self._get_early(vals)
        if early:
            now = fields.Datetime.now()
            super(CrmPlusPhoneCall, early).write({**vals, "date_start": now})
        result = super(CrmPlusPhoneCall, self - early).write(vals)
        if not self.env.context.get("crm_plus_call_sync"):
            # sudo: as above, and a call given away may be out of sight by now
            self.sudo()._after_change(held, documents, vals)
        return result

    def _get_early(self, vals):
        """Planned calls that take place, by these values, before their time."""
        if vals.get("state") not in ("ongoing", "held") or vals.get("date_start"):
            return self.browse()
        now = fields.Datetime.now()
        return self.filtered(
            lambda call: call.state == "planned" and call.date_start > now
        )

    def action_set_held(self):
        """Record that the planned or ongoing call took place."""
        for outcome, calls in self.grouped("outcome").items():
            # one write an outcome
            calls.write({"state": "held", "outcome": outcome or "answered"})

    def action_set_missed(self):
        """Record that nobody took the incoming call."""
        self.write({"state": "missed", "outcome": False})

    def action_cancel(self):
        """Cancel the calls; slot and activity of the planned ones go away."""
        self.write({"state": "cancelled"})

    def action_plan(self):
        """Plan the calls again, at the time they already carry."""
        self.write({"state": "planned", "outcome": False})

    @api.model
    def _complete_values(self, vals):
        """What starts later is planned, unless the values say otherwise."""
        start = fields.Datetime.to_datetime(vals.get("date_start"))
        state = vals.get("state") or self.env.context.get("default_state")
        if start and not state:
            state = "planned" if start > fields.Datetime.now() else "held"
            vals = {**vals, "state": state}
        if state in SILENT_STATES:
            vals = {**vals, "outcome": False}
        return vals

    def _prepare_name(self):
        """The subject of a call that was given none."""
        self.ensure_one()
        who = self.contact_name or self._get_number_in_text()
        if not who:
            return self.env._("Phone call")
        if self.direction == "inbound":
            return self.env._("Call from %(who)s", who=who)
        return self.env._("Call to %(who)s", who=who)

    def _after_change(self, held_before, documents=None, vals=None):
        """Carry a change to queue, calendar, activities and chatter.

        :param held_before: those of ``self`` that were held before the change
        :param documents: the record each call was logged on before
        :param vals: what was written; ``None`` after creation
        """
        newly_held = self.filtered(lambda call: call.state == "held") - held_before
        newly_held._settle_missed_calls()
        done = self._sync_schedule(vals)
        self._log_on_documents(documents or {}, skip=done)
