from odoo import api, fields, models

from ..core.counter import count_meetings, whole_days


class CrmPlusCounterMixin(models.AbstractModel):
    """Days to assign, days to close and meetings of a lead.

    Stock counts the days of a negative fraction of a second as one day; a deal
    closed in the second it was created took none.
    """

    _name = "crm.plus.counter.mixin"
    _description = "Lead counters"

    meeting_planned_count = fields.Integer(
        "Planned Meetings", compute="_compute_meeting_counts"
    )
    meeting_held_count = fields.Integer(
        "Held Meetings", compute="_compute_meeting_counts"
    )

    @api.depends("create_date", "date_open")
    def _compute_day_open(self):
        for lead in self:
            dated = lead.create_date and lead.date_open
            lead.day_open = dated and whole_days(lead.create_date, lead.date_open)

    @api.depends("create_date", "date_closed")
    def _compute_day_close(self):
        for lead in self:
            dated = lead.create_date and lead.date_closed
            lead.day_close = dated and whole_days(lead.create_date, lead.date_closed)

    @api.depends("calendar_event_ids", "calendar_event_ids.stop")
    def _compute_meeting_counts(self):
        stops = {}
        # Stock's date stands on the same button and tells who has meetings at all:
        # the others cost no query.
        if met := self._origin.filtered("meeting_display_date"):
            # sudo: as stock's date; a colleague's private meeting with the customer
            # counts, its content stays private.
            Event = self.env["calendar.event"].sudo()
            groups = Event._read_group(
                [("opportunity_id", "in", met.ids)],
                ["opportunity_id"],
                ["stop:array_agg"],
            )
            stops = {lead.id: moments for lead, moments in groups}
        now = fields.Datetime.now()
        for lead in self:
            planned, held = count_meetings(stops.get(lead._origin.id, ()), now)
            lead.meeting_planned_count = planned
            lead.meeting_held_count = held

    def action_schedule_meeting(self, smart_calendar=True):
        """Open the calendar on the meetings of this lead or opportunity.

        A new meeting is prefilled with the record and invites its contact.

        :param bool smart_calendar: start where the record's meetings are
        :return: window action
        """
        action = super().action_schedule_meeting(smart_calendar=smart_calendar)
        if self.type != "lead":
            return action
        context = {
            **action["context"],
            "search_default_opportunity_id": self.id,
            "default_opportunity_id": self.id,
        }
        contact = self._find_matching_partner()
        if contact:
            context["default_partner_id"] = contact.id
            context["default_partner_ids"] = [
                *self.env.user.partner_id.ids,
                *contact.ids,
            ]
        if smart_calendar:
            mode, initial_date = self._get_opportunity_meeting_view_parameters()
            context.update(default_mode=mode, initial_date=initial_date)
        return {**action, "context": context}
