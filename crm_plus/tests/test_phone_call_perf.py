from odoo.fields import Datetime
from odoo.tests import tagged, users, warmup

from .phone_common import PhoneCallCase

SIZES = (10, 100)


@tagged("post_install", "-at_install")
class TestPhoneCallPerformance(PhoneCallCase):
    """The same number of queries for ten calls and for a hundred."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.numbers = [f"+32456{number:06d}" for number in range(100, 210)]
        cls.contacts = cls.env["res.partner"].create(
            [{"name": number, "phone": number} for number in cls.numbers]
        )
        cls.leads = cls._create_leads(110)
        for lead, contact in zip(cls.leads, cls.contacts, strict=True):
            lead.partner_id = contact
        cls.env.flush_all()

    def _values(self, size, **values):
        return [
            {
                "name": f"Call {number}",
                "phone": number,
                "date_start": Datetime.to_datetime("2026-03-02 09:00:00"),
                "state": "held",
                **values,
            }
            for number in self.numbers[:size]
        ]

    def _count(self, work):
        """Run ``work`` at each size and return the queries it took.

        :param work: function of a size
        """
        counts = []
        for size in SIZES:
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            work(size)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        return counts

    @users("user_own")
    @warmup
    def test_calls_are_logged_and_matched_in_a_batch(self):
        Call = self.env["crm.plus.phone.call"]
        Call.create(self._values(2))
        for size in SIZES:
            self.env.flush_all()
            with self.assertQueryCount(user_own=15):
                calls = Call.create(self._values(size))
                self.env.flush_all()
            self.assertEqual(len(calls.lead_id), size)

    @users("user_own")
    def test_matching_does_not_grow(self):
        Call = self.env["crm.plus.phone.call"]
        Call.create(self._values(2))
        small, large = self._count(lambda size: Call.create(self._values(size)))
        self.assertLessEqual(large, small)

    @users("user_own")
    def test_missed_calls_are_queued_in_a_batch(self):
        Call = self.env["crm.plus.phone.call"]
        values = {"state": "missed", "direction": "inbound"}
        Call.create(self._values(2, **values))
        small, large = self._count(
            lambda size: Call.create(self._values(size, **values))
        )
        self.assertLessEqual(large, small)

    @users("user_own")
    def test_settling_the_queue_reads_it_once(self):
        Call = self.env["crm.plus.phone.call"]
        Call.create(self._values(110, state="missed", direction="inbound"))
        late = {"date_start": Datetime.to_datetime("2026-03-02 10:00:00")}
        small, large = self._count(lambda size: Call.create(self._values(size, **late)))
        self.assertLessEqual(large, small)

    @users("user_own")
    def test_counters_of_a_list_take_one_query(self):
        self.env["crm.plus.phone.call"].create(self._values(100))
        for records in (self.leads, self.contacts):
            mine = records.with_env(self.env)
            small, large = self._count(
                lambda size, mine=mine: mine[:size].mapped("phone_call_summary")
            )
            self.assertLessEqual(large, small)
            self.assertLessEqual(large, 8)

    @users("user_own")
    def test_reading_a_list_does_not_grow_and_writes_nothing(self):
        Call = self.env["crm.plus.phone.call"]
        calls = Call.create(self._values(100))
        self.env.flush_all()
        stamps = calls.mapped("write_date")
        specification = {
            name: {}
            for name in (
                "display_name",
                "phone",
                "state",
                "is_callback_overdue",
                "duration",
                "city",
            )
        }
        specification["partner_id"] = {"fields": {"display_name": {}}}
        small, large = self._count(lambda size: calls[:size].web_read(specification))
        self.assertLessEqual(large, small)
        calls.invalidate_recordset()
        self.assertEqual(calls.mapped("write_date"), stamps)

    def test_creating_leads_costs_nothing_more(self):
        """Calls hang on leads, so a new lead must not look for calls."""
        queries = []
        self.patch(
            type(self.env.cr),
            "execute",
            self._record(type(self.env.cr).execute, queries),
        )
        self._create_leads(20, phone="+32456001122")
        self.env.flush_all()
        self.assertFalse([query for query in queries if "crm_plus_phone" in query])

    @staticmethod
    def _record(execute, queries):
        def recording(cursor, query, *args, **kwargs):
            queries.append(str(query))
            return execute(cursor, query, *args, **kwargs)

        return recording
