from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html


class CrmPlusInteractionLog(models.TransientModel):
    """Record a call, meeting, mail, letter, message or visit that took place.

    Each interaction is a done activity of its type, exactly as stock leaves one: an
    archived activity, and an entry in the chatter with the icon of the type, the
    text and the attachments. A call is recorded as a phone call as well.
    """

    _name = "crm.plus.interaction.log"
    _description = "Log Interaction"

    res_model = fields.Char(required=True, readonly=True)
    res_ids = fields.Json(required=True, readonly=True)
    record_count = fields.Integer(compute="_compute_record_count")
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        "Kind",
        required=True,
        domain="[('is_interaction', '=', True),"
        " ('res_model', 'in', (False, res_model))]",
        default=lambda self: self._default_activity_type_id(),
    )
    category = fields.Selection(related="activity_type_id.category")
    can_log_call = fields.Boolean(compute="_compute_can_log_call")
    summary = fields.Char("Subject")
    date = fields.Datetime("Took Place On", required=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users",
        "Author",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        help="Who was in contact with the customer.",
    )
    feedback = fields.Text("What Was Said")
    attachment_ids = fields.Many2many("ir.attachment", string="Attachments")
    # Of a call
    direction = fields.Selection(
        [("inbound", "Inbound"), ("outbound", "Outbound")], default="outbound"
    )
    duration = fields.Float(help="In minutes and seconds.")

    @api.model
    def _default_activity_type_id(self):
        return self.env["mail.activity.type"].search(
            [("is_interaction", "=", True), ("res_model", "=", False)], limit=1
        )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        context = self.env.context
        if context.get("active_model"):
            values.setdefault("res_model", context["active_model"])
            active = context.get("active_ids") or [context.get("active_id")]
            values.setdefault("res_ids", active)
        return values

    @api.depends("res_ids")
    def _compute_record_count(self):
        for wizard in self:
            wizard.record_count = len(wizard.res_ids or [])

    @api.depends("category")
    @api.depends_context("uid")
    def _compute_can_log_call(self):
        allowed = self.env.user.has_group("crm_plus.group_use_phone_calls")
        for wizard in self:
            wizard.can_log_call = allowed and wizard.category == "phonecall"

    def action_log(self):
        """Record the interaction on the chosen records.

        :return: action that closes the wizard and refreshes the chatter
        :raise UserError: when the interaction lies in the future
        """
        self.ensure_one()
        if self.date > fields.Datetime.now():
            raise UserError(
                self.env._(
                    "Only what has taken place can be logged."
                    " Schedule an activity for what lies ahead."
                )
            )
        records = self._get_records()
        activities = (
            self.env["mail.activity"]
            # Nothing is left to do, so nobody is told that he has to do it.
            .with_context(mail_activity_quick_update=True)
            .create([self._prepare_activity_values(record) for record in records])
        )
        if self.can_log_call:
            self._log_calls(activities)
        messages = self._close(activities, records)
        # sudo: stock dates both by the moment of entry, the interaction was earlier
        messages.sudo().date = self.date
        # sudo: as above
        activities.sudo().date_done = self._get_day()
        return {"type": "ir.actions.act_window_close", "infos": {"logged": True}}

    def _close(self, activities, records):
        """Mark the activities done through stock, each with its attachments.

        :return: the entries in the chatter
        """
        activities = activities.with_context(crm_plus_call_sync=True)
        if not self.attachment_ids:
            return activities._action_done(feedback=self.feedback)[0]
        messages = self.env["mail.message"]
        for index, (activity, record) in enumerate(
            zip(activities, records, strict=True)
        ):
            attachments = self.attachment_ids if not index else self._copy_attachments()
            # one copy a record
            attachments.write({"res_model": record._name, "res_id": record.id})
            messages += activity._action_done(
                feedback=self.feedback, attachment_ids=attachments.ids
            )[0]
        return messages

    def _copy_attachments(self):
        return self.attachment_ids.browse().concat(
            *(attachment.copy() for attachment in self.attachment_ids)
        )

    def _get_day(self):
        return fields.Datetime.context_timestamp(self, self.date).date()

    def _get_records(self):
        records = self.env[self.res_model].browse(self.res_ids)
        records.check_access("read")
        return records

    def _prepare_activity_values(self, record):
        return {
            "activity_type_id": self.activity_type_id.id,
            "res_model_id": self.env["ir.model"]._get_id(record._name),
            "res_id": record.id,
            "summary": self.summary,
            "date_deadline": self._get_day(),
            "user_id": self.user_id.id,
        }

    def _log_calls(self, activities):
        """Make a phone call of each activity; its entry in the chatter is there."""
        calls = self.env["crm.plus.phone.call"].with_context(
            crm_plus_call_logged=True, crm_plus_call_sync=True
        )
        calls = calls.create(
            [
                {
                    **activity._prepare_phone_call_values(),
                    "name": self.summary,
                    "state": "held",
                    "outcome": "answered",
                    "direction": self.direction,
                    "duration": self.duration,
                    "date_start": self.date,
                    "user_id": self.user_id.id,
                    "description": plaintext2html(self.feedback or ""),
                }
                for activity in activities
            ]
        )
        for activity, call in zip(activities, calls, strict=True):
            activity.phone_call_id = call
