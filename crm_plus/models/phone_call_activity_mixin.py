from odoo import api, fields, models
from odoo.tools import plaintext2html


class CrmPlusPhoneCallActivityMixin(models.AbstractModel):
    """Activities whose type asks for a phone call.

    Such an activity is done by logging the call, and planning it at an hour makes
    a planned phone call with a slot on the calendar. All of it is for users of
    phone calls; for others the activity stays the plain to-do stock makes of it.
    """

    _name = "crm.plus.phone.call.activity.mixin"
    _description = "Phone call of an activity"
    _inherit = ["crm.plus.link.guard.mixin", "crm.plus.phone.call.hour.mixin"]

    # Call and activity end together: who links them must be allowed to end both.
    _guarded_links = {"phone_call_id": "write"}

    phone_call_id = fields.Many2one(
        "crm.plus.phone.call",
        index="btree_not_null",
        copy=False,
        ondelete="set null",
    )
    date_phone_call = fields.Datetime(
        compute="_compute_date_phone_call", inverse="_inverse_date_phone_call"
    )

    @api.depends("active")
    def _compute_can_log_call(self):
        result = super()._compute_can_log_call()
        for activity in self:
            activity.can_log_call = activity.can_log_call and activity.active
        return result

    @api.depends("phone_call_id.date_start")
    def _compute_date_phone_call(self):
        for activity in self:
            # sudo: whoever sees the activity may know its hour
            activity.date_phone_call = activity.sudo().phone_call_id.date_start

    def _inverse_date_phone_call(self):
        vals_list = []
        for activity in self.filtered("date_phone_call"):
            call = activity.phone_call_id
            if call.state == "planned":
                call.date_start = activity.date_phone_call
            elif activity.can_log_call:
                activity.date_deadline = activity._get_phone_call_day()
                vals_list.append(
                    {
                        **activity._prepare_phone_call_values(),
                        "state": "planned",
                        "date_start": activity.date_phone_call,
                        "planned_activity_ids": [fields.Command.link(activity.id)],
                    }
                )
        self.env["crm.plus.phone.call"].create(vals_list)

    def _get_phone_call_minutes(self):
        # sudo: whoever sees the activity may know its hours
        return self.sudo().phone_call_id.duration or super()._get_phone_call_minutes()

    def unlink(self):
        if not self.env.context.get("crm_plus_call_sync"):
            # sudo: the planned call goes with its activity
            calls = self.sudo().phone_call_id.filtered(
                lambda call: call.state == "planned"
            )
            calls = calls.with_context(crm_plus_call_sync=True)
            calls.state = "cancelled"
            calls.calendar_event_id.active = False
        return super().unlink()

    def action_log_call(self):
        """Open the log form of the call this activity asks for.

        Saving the form as a held call closes the activity.

        :return: window action of the quick form
        """
        self.ensure_one()
        call = self.phone_call_id
        if call.state == "planned":
            return call.action_log_result()
        action = self.env["crm.plus.phone.call"]._get_quick_action(
            self.env._("Log Call")
        )
        values = self._prepare_phone_call_values()
        action["context"].update(
            {f"default_{name}": value for name, value in values.items()},
            default_state="held",
            default_outcome="answered",
            default_planned_activity_ids=[fields.Command.link(self.id)],
        )
        return action

    def _prepare_phone_call_values(self):
        """Values of a call with the contact or lead of the activity."""
        self.ensure_one()
        values = {
            "name": self.summary,
            "direction": "outbound",
            "user_id": self.user_id.id or self.env.uid,
        }
        if self.res_model in ("crm.lead", "res.partner"):
            record = self.env[self.res_model].browse(self.res_id)
            values.update(record._prepare_phone_call_values())
        elif self.res_model == "crm.plus.phone.call":
            call = self.env[self.res_model].browse(self.res_id)
            values.update(
                parent_id=call.id,
                phone=call.phone,
                # Both may have left the user since.
                partner_id=call.partner_id._filtered_access("read").id,
                lead_id=call.lead_id._filtered_access("read").id,
                company_id=call.company_id.id,
            )
        return values

    def _action_done(self, feedback=False, attachment_ids=None):
        if not self.env.context.get("crm_plus_call_sync"):
            self._hold_phone_calls(feedback)
        return super()._action_done(feedback=feedback, attachment_ids=attachment_ids)

    def _hold_phone_calls(self, feedback):
        """The planned calls of done activities have been held."""
        # sudo: the assignee is done with the call, whoever planned it
        calls = self.sudo().phone_call_id.filtered(lambda call: call.state == "planned")
        values = {"state": "held", "outcome": "answered"}
        if feedback:
            values["description"] = plaintext2html(feedback)
        early = calls.filtered(lambda call: call.date_start > fields.Datetime.now())
        calls.with_context(crm_plus_call_sync=True).write(values)
        early.filtered("calendar_event_id").with_context(
            crm_plus_call_sync=True
        )._update_slots()
        calls._settle_missed_calls()

    def _to_store_defaults(self, target):
        return [*super()._to_store_defaults(target), "can_log_call"]
