from ast import literal_eval
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError

from ..core.snooze import to_local, to_utc
from ..core.working_days import same_hour_next_workday
from .phone_call_schedule_mixin import SLOT_MINUTES

# What a list of calls knows of the record it was opened from.
DOCUMENT_DEFAULTS = (
    "default_partner_id",
    "default_lead_id",
    "default_phone",
    "default_contact_name",
    "default_company_id",
    "default_parent_id",
    "default_name",
    "default_user_id",
)


class CrmPlusPhoneCallConvertMixin(models.AbstractModel):
    """What comes after a call: another call, a meeting, a lead, an opportunity.

    A call becomes a lead or an opportunity once. Converting takes a lock on the
    call and on the other unlinked calls of its number in the company, links all of
    them, and so makes one lead however often and by however many the button is
    pressed.
    """

    _name = "crm.plus.phone.call.convert.mixin"
    _description = "Conversion of a phone call"

    meeting_ids = fields.One2many("calendar.event", "origin_call_id", "Meetings")
    meeting_count = fields.Integer(compute="_compute_meeting_count")
    follow_up_count = fields.Integer(compute="_compute_follow_up_count")

    @api.depends("meeting_ids")
    def _compute_meeting_count(self):
        counts = dict(
            self.env["calendar.event"]._read_group(
                [("origin_call_id", "in", self.ids)], ["origin_call_id"], ["__count"]
            )
        )
        for call in self:
            call.meeting_count = counts.get(call._origin, 0)

    @api.depends("child_ids")
    def _compute_follow_up_count(self):
        for call in self:
            call.follow_up_count = len(call.child_ids)

    def action_log_result(self):
        """Open the log form of a planned or ongoing call, to say what came of it.

        The form comes filled in as held; nothing changes before it is saved.

        :return: window action of the quick form
        """
        self.ensure_one()
        action = self._get_quick_action(
            self.env._("Log Call"),
            default_outcome="answered",
            crm_plus_log_result=True,
        )
        return {**action, "res_id": self.id}

    def action_call_again(self):
        """Open the form of a planned call that follows up this one.

        :return: window action of the quick form
        """
        self.ensure_one()
        return self._get_quick_action(
            self.env._("Call Again"),
            default_state="planned",
            default_direction="outbound",
            default_date_start=self._get_next_call_start(),
            **self._prepare_follow_up_context(),
        )

    def action_log_call(self):
        """Open the form that logs a call from a list of calls.

        The list of a lead or contact hands over whose list it is, as defaults of
        a new call; a list of no record in particular logs an incoming call.

        :return: window action of the quick form
        """
        defaults = {
            name: value
            for name in DOCUMENT_DEFAULTS
            if (value := self.env.context.get(name))
        }
        known = defaults.keys() & {
            "default_lead_id",
            "default_parent_id",
            "default_partner_id",
        }
        if known:
            defaults["default_direction"] = "outbound"
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_plus.crm_plus_phone_call_action_log"
        )
        action["context"] = {**literal_eval(action["context"]), **defaults}
        return action

    def action_plan_meeting(self):
        """Open the calendar to plan a meeting that follows from the call.

        :return: window action of the calendar
        """
        self.ensure_one()
        # The lead may have left the user since; his call may still lead to a meeting.
        if lead := self.lead_id._filtered_access("read"):
            action = lead.action_schedule_meeting(smart_calendar=False)
        else:
            action = self.env["ir.actions.actions"]._for_xml_id(
                "calendar.action_calendar_event"
            )
            attendees = self.env.user.partner_id | self.partner_id
            action["context"] = {"default_partner_ids": attendees.ids}
        action["context"] = {
            **action["context"],
            "default_name": self.name or self.display_name,
            "default_origin_call_id": self.id,
        }
        return action

    def action_view_meetings(self):
        """Open the meetings planned from the call.

        :return: window action
        """
        self.ensure_one()
        action = self.action_plan_meeting()
        action["domain"] = [("origin_call_id", "=", self.id)]
        action["views"] = [(False, "list"), (False, "calendar"), (False, "form")]
        return action

    def action_view_follow_ups(self):
        """Open the calls that follow up this one.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_plus.crm_plus_phone_call_action"
        )
        action["domain"] = [("parent_id", "=", self.id)]
        action["context"] = self._prepare_follow_up_context()
        return action

    def action_link_existing(self):
        """Open the wizard that links the call to a contact or lead.

        :return: window action of the wizard
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Link Phone Call"),
            "res_model": "crm.plus.phone.call.link",
            "view_mode": "form",
            "target": "new",
            "context": {"default_call_id": self.id},
        }

    def action_make_lead(self):
        """Make a lead of the call, or open the one it has.

        :return: window action of the lead
        :raise UserError: while somebody else converts the same call
        """
        return self._convert("lead").get_formview_action()

    def action_make_opportunity(self):
        """Make an opportunity of the call, or open the one it has.

        A call about a lead goes through the conversion of the lead, so that the
        conditions of its team apply.

        :return: window action of the opportunity, or of the conversion
        :raise UserError: while somebody else converts the same call
        """
        lead = self._convert("opportunity")
        if lead.type == "opportunity":
            return lead.get_formview_action()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm.action_crm_lead2opportunity_partner"
        )
        action["context"] = {
            "active_model": lead._name,
            "active_id": lead.id,
            "active_ids": lead.ids,
        }
        return action

    def _convert(self, lead_type):
        """Return the lead of the call; create it when there is none.

        :param str lead_type: ``lead`` or ``opportunity``
        :return: ``crm.lead`` record
        """
        self.ensure_one()
        self.check_access("write")
        others = self._get_unlinked_calls()
        try:
            (self.sudo() | others).lock_for_update()  # sudo: locks only
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody else is working on this call right now."
                    " Please try again in a moment."
                )
            ) from error
        self.invalidate_recordset(["lead_id"])
        if self.lead_id:
            return self.lead_id
        # The number may belong to a lead made since the call came in.
        lead_id = self._find_matches().get(self, {}).get("lead_id")
        lead = self.env["crm.lead"].browse(lead_id)
        if not lead:
            lead = lead.create(self._prepare_lead_values(lead_type))
            lead.message_post_with_source(
                "mail.message_origin_link",
                render_values={"self": lead, "origin": self},
                subtype_xmlid="mail.mt_note",
            )
        values = {"lead_id": lead.id}
        others.write(values)
        self.write(values if self.user_id else {**values, "user_id": self.env.uid})
        return lead

    def _get_unlinked_calls(self):
        """The other calls of this number that belong to no lead yet."""
        self.ensure_one()
        if not self.phone_sanitized:
            return self.browse()
        # sudo: one number makes one lead, also when colleagues took its calls
        return self.sudo().search(
            [
                ("phone_sanitized", "=", self.phone_sanitized),
                ("company_id", "=", self.company_id.id),
                ("lead_id", "=", False),
                ("id", "!=", self.id),
            ]
        )

    def _prepare_lead_values(self, lead_type):
        """Values of the lead that is made of the call."""
        self.ensure_one()
        medium = self.env.ref("utm.utm_medium_phone", raise_if_not_found=False)
        user = self.user_id or self.env.user
        values = {
            "type": lead_type,
            "name": self.name or self.display_name,
            "partner_id": self.partner_id.id,
            "user_id": user.id,
            "company_id": self.company_id.id,
            "source_id": self.source_id.id,
            "medium_id": medium.id if medium else False,
            "description": self.description,
            "tag_ids": [fields.Command.set(self.tag_ids.ids)],
        }
        if self.team_id:
            values["team_id"] = self.team_id.id
        if not self.partner_id:
            values["contact_name"] = self.contact_name
            values["country_id"] = self.country_id.id
        if self.phone and not self.partner_id.phone:
            values["phone"] = self.phone
        return values

    def _prepare_follow_up_context(self):
        """Defaults of a call that follows up this one."""
        self.ensure_one()
        return {
            "default_parent_id": self.id,
            "default_name": self.name,
            "default_phone": self.phone,
            "default_contact_name": self.contact_name,
            # The lead may have left the user since; his next call goes on without.
            "default_partner_id": self.partner_id._filtered_access("read").id,
            "default_lead_id": self.lead_id._filtered_access("read").id,
            "default_company_id": self.company_id.id,
            "default_user_id": self.env.uid,
        }

    @api.model
    def _get_next_call_start(self):
        """The next full hour of now, on the next working day of the user."""
        user = self.env.user
        zone = user._get_work_zone()
        now = to_local(fields.Datetime.now(), zone)
        hour = now.replace(minute=0, second=0, microsecond=0)
        if hour.date() == (hour + timedelta(hours=1)).date():
            hour += timedelta(hours=1)
        schedule = user._get_work_schedules(now.date())[user.id]
        slot = timedelta(minutes=SLOT_MINUTES)
        return to_utc(same_hour_next_workday(schedule, hour, slot), zone)

    @api.model
    def _get_quick_action(self, name, **context):
        """Window action of the quick form in a dialog."""
        view = self.env.ref("crm_plus.crm_plus_phone_call_view_form_quick")
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "crm.plus.phone.call",
            "view_mode": "form",
            "views": [(view.id, "form")],
            "target": "new",
            "context": {"dialog_size": "medium", **context},
        }
