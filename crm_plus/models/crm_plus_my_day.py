from dataclasses import dataclass
from datetime import date, datetime

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..core.my_day import (
    HOT_PRIORITY,
    HOT_PROBABILITY,
    SECTIONS,
    order_items,
    section_of,
    total_per_deal,
    value_at_risk,
)
from ..core.snooze import to_local

# More deals than anybody can look after in a day.
HOT_LEAD_LIMIT = 50


@dataclass(frozen=True)
class Day:
    """Whose day it is and where it begins and ends; moments are naive UTC."""

    user: models.BaseModel
    today: date
    start: datetime
    stop: datetime
    now: datetime
    zone: str


class CrmPlusMyDay(models.AbstractModel):
    """The plan of a seller's day.

    Every source gives items: what is overdue or due today, the meetings of
    today, and the hot deals nobody is looking after. What was done today stays
    in the list, ticked off. Another feature adds its own items by extending
    :meth:`_my_day_sources` with a method that takes a :class:`Day` and returns a
    list of :meth:`_prepare_item`.

    Everything is read with the rights of the user who looks. "Today" is that of
    the person whose day it is, in his time zone. The value of an item comes from
    its opportunity, see ``core/my_day.py``.
    """

    _name = "crm.plus.my.day"
    _inherit = ["crm.plus.my.day.meeting.mixin"]
    _description = "My Day"

    # ------------------------------------------------------------
    # API
    # ------------------------------------------------------------

    @api.readonly
    @api.model
    def get_my_day(self, user_id=None):
        """Return the plan of a day.

        :param int user_id: a member of the reader's team; the reader when empty
        :return: dict with ``user``, ``members``, ``date``, ``sections`` and totals
        :raise AccessError: without a sales role, or for somebody else's day without
            being the leader or seeing all documents
        """
        if not self.env.user.has_group("sales_team.group_sale_salesman"):
            raise AccessError(self.env._("My Day is for the users of the sales app."))
        members = self._get_members()
        user = self.env["res.users"].browse(user_id) if user_id else self.env.user
        if user != self.env.user and user not in members:
            raise AccessError(
                self.env._("You can only look at the day of members of your teams.")
            )
        day = self._prepare_day(user)
        items = [item for source in self._my_day_sources() for item in source(day)]
        items = self._drop_duplicates(self._add_values(items, day))
        sections = self._prepare_sections(items)
        return {
            "user": {"id": user.id, "name": user.name},
            "is_own": user == self.env.user,
            "members": [{"id": each.id, "name": each.name} for each in members],
            "date": fields.Date.to_string(day.today),
            "currency_id": self.env.company.currency_id.id,
            "sections": sections,
            "open_count": sum(section["open_count"] for section in sections),
            "done_count": sum(item["done"] for item in items),
            "revenue": total_per_deal(items, "revenue"),
            "value_at_risk": total_per_deal(items, "value_at_risk"),
        }

    def _my_day_sources(self):
        """Return the methods that give the items of a :class:`Day`."""
        return [
            self._get_meeting_items,
            self._get_activity_items,
            self._get_hot_lead_items,
        ]

    # ------------------------------------------------------------
    # WHO AND WHEN
    # ------------------------------------------------------------

    def _get_members(self):
        """Return whose days the reader may look at besides his own."""
        user = self.env.user
        domain = Domain(
            "crm_team_id.company_id", "in", [*self.env.companies.ids, False]
        )
        if not user.has_group("sales_team.group_sale_salesman_all_leads"):
            domain &= Domain("crm_team_id.user_id", "=", user.id)
        # sudo: a leader reads his own team, whatever the rules of memberships
        memberships = self.env["crm.team.member"].sudo().search(domain)
        return (memberships.user_id - user).sudo(False).sorted("name")

    def _prepare_day(self, user):
        zone = user._get_work_zone()
        now = fields.Datetime.now()
        today = to_local(now, zone).date()
        return Day(user, today, *user._get_local_day_bounds(today), now, zone)

    # ------------------------------------------------------------
    # SOURCES
    # ------------------------------------------------------------

    def _prepare_item(self, section, record, **values):
        """Return an item with all its keys.

        :param str section: one of ``core.my_day.SECTIONS``
        :param record: the record behind the item, which gives it its key
        :param values: ``name``, ``document`` and ``partner`` (text), ``model`` and
            ``res_id`` (what a click opens), ``lead`` (what gives the value),
            ``due`` (date), ``time`` (text), ``done``, ``icon``, ``activity`` (gives
            the buttons), ``tick`` (method that ticks the item off: dict with
            ``model``, ``id``, ``method``), ``note`` (why it is here)
        """
        return {
            "id": f"{record._name},{record.id}",
            "section": section,
            "name": record.display_name,
            "document": "",
            "partner": "",
            "model": record._name,
            "res_id": record.id,
            "lead": self.env["crm.lead"],
            "due": False,
            "time": False,
            "done": False,
            "icon": "fa-tasks",
            "activity_id": False,
            "deadline": False,
            "snooze_choice": False,
            "tick": False,
            "note": "",
            **values,
        }

    def _get_activity_items(self, day):
        """Return what is overdue or due today, and what was done today."""
        activities = (
            self.env["mail.activity"]
            .with_context(active_test=False)
            .search(
                Domain("user_id", "=", day.user.id)
                & (
                    Domain("active", "=", True)
                    & Domain("date_deadline", "<=", day.today)
                    | Domain("active", "=", False)
                    & Domain("done_datetime", ">=", day.start)
                    & Domain("done_datetime", "<", day.stop)
                )
            )
        )
        leads = self._get_activity_leads(activities)
        return [
            self._prepare_activity_item(activity, leads[activity], day)
            for activity in activities
        ]

    def _prepare_activity_item(self, activity, lead, day, **values):
        kind = activity.activity_type_id.my_day_section
        done = not activity.active
        return self._prepare_item(
            kind if done else section_of(kind, activity.date_deadline, day.today),
            activity,
            name=activity.display_name,
            document=activity.res_name or "",
            model=activity.res_model or False,
            res_id=activity.res_id or False,
            lead=lead,
            due=activity.date_deadline,
            done=done,
            icon=activity.icon or "fa-tasks",
            **{**self._prepare_activity_buttons(activity), **values},
        )

    def _prepare_activity_buttons(self, activity):
        """Return the keys that let an open, own activity be ticked off and moved.

        A call is ticked off by its log form, as everywhere else.
        """
        own = activity.active and activity.user_id == self.env.user
        method = "action_log_call" if activity.can_log_call else "action_done"
        return {
            "activity_id": activity.id,
            "deadline": fields.Date.to_string(activity.date_deadline),
            "snooze_choice": activity.snooze_choice,
            "tick": own
            and {"model": activity._name, "id": activity.id, "method": method},
        }

    def _get_activity_leads(self, activities):
        """Return the opportunity behind each activity, as far as it may be read.

        Documents that name one, such as quotations, stand for their opportunity.
        """
        Lead = self.env["crm.lead"]
        found = {}
        for model, group in (
            activities.filtered("res_model").grouped("res_model").items()
        ):
            records = self.env[model].browse(group.mapped("res_id")).exists()
            field = self._get_lead_field(records)
            for record in records._filtered_access("read") if field else ():
                found[model, record.id] = record if field == "id" else record[field]
        return {
            activity: found.get((activity.res_model, activity.res_id), Lead)
            for activity in activities
        }

    def _get_lead_field(self, records):
        """Return the field by which records of a model name their opportunity."""
        if records._name == "crm.lead":
            return "id"
        for name in ("opportunity_id", "lead_id"):
            if name in records and records._fields[name].comodel_name == "crm.lead":
                return name
        return None

    def _get_hot_lead_items(self, day):
        """Return the hot deals without a next step or past their closing date.

        A deal that got its next step today stays in the list, ticked off.
        """
        leads = self.env["crm.lead"].search(
            Domain("user_id", "=", day.user.id)
            & Domain("type", "=", "opportunity")
            & Domain("won_status", "=", "pending")
            & (
                Domain("priority", ">=", str(HOT_PRIORITY))
                | Domain("probability", ">=", HOT_PROBABILITY)
            )
            & (
                Domain("activity_ids", "=", False)
                | Domain("date_deadline", "<", day.today)
                | Domain(
                    "activity_ids",
                    "any",
                    [
                        ("create_uid", "=", day.user.id),
                        ("create_date", ">=", day.start),
                    ],
                )
            ),
            order="prorated_revenue desc, id",
            limit=HOT_LEAD_LIMIT,
        )
        return [self._prepare_hot_lead_item(lead, day) for lead in leads]

    def _prepare_hot_lead_item(self, lead, day):
        late = bool(lead.date_deadline) and lead.date_deadline < day.today
        note = ""
        if late:
            note = self.env._("Closing date passed")
        elif not lead.activity_ids:
            note = self.env._("No next activity")
        return self._prepare_item(
            "hot_lead",
            lead,
            name=lead.name,
            lead=lead,
            due=lead.date_deadline if late else False,
            done=not note,
            icon="fa-fire",
            note=note,
        )

    # ------------------------------------------------------------
    # VALUES AND SECTIONS
    # ------------------------------------------------------------

    def _add_values(self, items, day):
        """Turn leads into amounts in the reader's currency, and dates into text."""
        leads = self.env["crm.lead"].union(*(item["lead"] for item in items))
        readable = leads._filtered_access("read")
        company = self.env.company
        rates = {
            currency: self.env["res.currency"]._get_conversion_rate(
                currency, company.currency_id, company, day.today
            )
            for currency in readable.company_currency
        }
        for item in items:
            lead = item.pop("lead") & readable
            due = item["due"]
            revenue = lead.expected_revenue * rates.get(lead.company_currency, 1.0)
            item.update(
                lead_id=lead.id,
                partner=item["partner"]
                or lead.partner_id.name
                or lead.contact_name
                or "",
                revenue=revenue,
                value_at_risk=value_at_risk(
                    revenue, lead.probability, due or None, day.today
                ),
                late_days=max((day.today - due).days, 0) if due else 0,
                due=fields.Date.to_string(due) if due else False,
            )
        return items

    def _drop_duplicates(self, items):
        """Show a thing once: as the meeting or activity it is, else as a hot deal."""
        shown, leads, result = set(), set(), []
        for item in items:
            key = item["activity_id"] or item["id"]
            if key in shown or (
                item["section"] == "hot_lead" and item["lead_id"] in leads
            ):
                continue
            shown.add(key)
            if item["lead_id"]:
                leads.add(item["lead_id"])
            result.append(item)
        return result

    def _prepare_sections(self, items):
        titles = {
            "overdue": self.env._("Overdue"),
            "meeting": self.env._("Meetings"),
            "call": self.env._("Calls"),
            "visit": self.env._("Visits"),
            "task": self.env._("To-Dos"),
            "hot_lead": self.env._("Hot Leads"),
        }
        sections = []
        for key in SECTIONS:
            own = order_items(item for item in items if item["section"] == key)
            if own:
                sections.append(
                    {
                        "key": key,
                        "title": titles[key],
                        "items": own,
                        "open_count": sum(not item["done"] for item in own),
                        "revenue": total_per_deal(own, "revenue"),
                        "value_at_risk": total_per_deal(own, "value_at_risk"),
                    }
                )
        return sections
