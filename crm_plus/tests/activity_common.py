"""Builders shared by the tests of activities."""

from .common import CrmPlusCase


class ActivityCase(CrmPlusCase):
    """Activities of ``user_own`` on opportunities of team A, dates in May 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.type_call = cls.env.ref("mail.mail_activity_data_call")
        cls.type_todo = cls.env.ref("mail.mail_activity_data_todo")
        cls.type_meeting = cls.env.ref("mail.mail_activity_data_meeting")
        cls.type_visit = cls.env.ref("crm_plus.mail_activity_type_visit")
        # Monday to Friday, 8 to 12 and 13 to 17, for every test user
        cls.calendar = cls.env["resource.calendar"].create(
            {"name": "Office Hours", "tz": "UTC", "company_id": cls.company.id}
        )
        cls.company.resource_calendar_id = cls.calendar

    @classmethod
    def _create_activities(cls, records, deadline, user=None, **values):
        """Plan one activity on each record, a call of ``user_own`` by default."""
        model_id = cls.env["ir.model"]._get_id(records._name)
        return (
            cls.env["mail.activity"]
            .with_context(mail_activity_quick_update=True)
            .create(
                [
                    {
                        "res_model_id": model_id,
                        "res_id": record.id,
                        "activity_type_id": cls.type_call.id,
                        "date_deadline": deadline,
                        "user_id": (user or cls.user_own).id,
                        **values,
                    }
                    for record in records
                ]
            )
        )

    @classmethod
    def _create_queue(cls, records, deadline, team=None, **values):
        """Plan one activity on each record for a team, team A by default."""
        return cls._create_activities(
            records, deadline, queue_team_id=(team or cls.team_a).id, **values
        )

    @classmethod
    def _create_meeting(cls, user, start, stop, **values):
        return (
            cls.env["calendar.event"]
            .with_context(no_mail_to_attendees=True, dont_notify=True)
            .create(
                {
                    "name": "Secret Talk",
                    "start": start,
                    "stop": stop,
                    "user_id": user.id,
                    "partner_ids": user.partner_id.ids,
                    **values,
                }
            )
        )

    def _get_notes(self, record):
        """Return the texts of the notes on the record, the newest first."""
        note = self.env.ref("mail.mt_note")
        return [
            str(message.body)
            for message in record.message_ids
            if message.subtype_id == note
        ]
