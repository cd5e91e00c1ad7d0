from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common import CrmPlusCase

PROOFS = (
    "crm.plus.outcome",
    "crm.plus.conversion",
    "crm.plus.conversion.approval",
    "crm.plus.lead.history",
    "crm.plus.phone.event",
)
LISTS = ("outcome_ids", "conversion_ids", "conversion_approval_ids")


@tagged("post_install", "-at_install")
class TestProofAccess(CrmPlusCase):
    """Nobody rewrites what happened, the administrator of the system included."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_admin = cls._create_user(
            "user_admin", "base.group_system,sales_team.group_sale_manager", cls.company
        )
        cls.lead = cls._create_leads(type="lead", partner_name="Proof Ltd")
        cls.lead.with_user(cls.user_own).convert_opportunity(False)
        cls.lead.with_user(cls.user_own).action_set_won()
        cls.other = cls._create_leads()
        cls.approval = cls.env["crm.plus.conversion.approval"].create(
            {
                "name": cls.lead.name,
                "lead_id": cls.lead.id,
                "requester_id": cls.user_own.id,
                "approver_id": cls.user_leader.id,
            }
        )
        cls.env["crm.plus.lead.history"]._record_pending()
        channel = cls.env["crm.plus.phone.channel"].create({"name": "PBX"})
        event = cls.env["crm.plus.phone.event"].create(
            {
                "channel_id": channel.id,
                "company_id": cls.company.id,
                "uid": "1",
                "signature": "s",
                "kind": "missed",
                "call_uid": "c",
                "direction": "inbound",
                "date_event": "2026-03-02 09:00:00",
            }
        )
        cls.rows = {
            "crm.plus.outcome": cls.lead.outcome_ids,
            "crm.plus.conversion": cls.lead.conversion_ids,
            "crm.plus.conversion.approval": cls.approval,
            "crm.plus.lead.history": cls.env["crm.plus.lead.history"].search(
                [("lead_id", "=", cls.lead.id)]
            ),
            "crm.plus.phone.event": event,
        }

    def _grant_everything(self):
        """Do to access rows and rules what an administrator can do."""
        models = self.env["ir.model"].search([("model", "in", PROOFS)])
        self.env["ir.model.access"].create(
            [
                {
                    "name": "all",
                    "model_id": model.id,
                    "group_id": self.env.ref("base.group_user").id,
                    "perm_read": True,
                    "perm_write": True,
                    "perm_create": True,
                    "perm_unlink": True,
                }
                for model in models
            ]
        )
        self.env["ir.rule"].search([("model_id", "in", models.ids)]).unlink()

    def _refuse(self, rows, action):
        fields = [name for name, field in rows._fields.items() if field.store]
        before = rows.sudo().read(fields)
        total = rows.sudo().search_count([])
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            action()
        self.env.invalidate_all()
        self.assertEqual(rows.sudo().read(fields), before)
        self.assertEqual(rows.sudo().search_count([]), total)

    def test_every_way_in_is_closed_whatever_the_access_rows_say(self):
        self._grant_everything()
        for user in (self.user_own, self.user_manager, self.user_admin):
            for model, rows in self.rows.items():
                own = rows.with_user(user)
                self.assertTrue(own, model)
                # a value there is already, which needs no other check
                name = "lead_id" if "lead_id" in rows._fields else "channel_id"
                values = {name: rows[0][name].id}
                for way, action in {
                    "write": lambda r=own, v=values: r.write(v),
                    "web_save": lambda r=own, v=values: r[:1].web_save(v, {}),
                    "unlink": lambda r=own: r.unlink(),
                    "copy": lambda r=own: r[:1].copy(),
                    "create": lambda r=own, v=values: r.create(v),
                    "name_create": lambda r=own: r.name_create("Forged"),
                }.items():
                    with self.subTest(user=user.login, model=model, way=way):
                        self._refuse(rows, action)

    def test_nothing_is_imported(self):
        self._grant_everything()
        for model in PROOFS:
            Model = self.env[model].with_user(self.user_admin)
            name = "lead_id" if "lead_id" in Model._fields else "channel_id"
            total = Model.sudo().search_count([])
            result = Model.load([f"{name}/.id"], [[str(self.rows[model][0][name].id)]])
            self.assertFalse(result["ids"], model)
            self.assertEqual(Model.sudo().search_count([]), total)

    def test_lists_of_the_lead_are_no_way_in(self):
        self._grant_everything()
        for user in (self.user_own, self.user_manager, self.user_admin):
            lead, other = self.lead.with_user(user), self.other.with_user(user)
            for name in LISTS:
                rows = self.lead[name]
                row_id = rows[:1].id
                self.assertTrue(row_id, name)
                for record, command in (
                    (lead, Command.create({"name": "Forged"})),
                    (lead, Command.update(row_id, {"company_id": False})),
                    (lead, Command.delete(row_id)),
                    (lead, Command.unlink(row_id)),
                    (lead, Command.clear()),
                    (lead, Command.set([])),
                    (other, Command.link(row_id)),
                    (other, Command.set([row_id])),
                ):
                    with self.subTest(user=user.login, list=name, command=command):
                        self._refuse(
                            rows,
                            lambda r=record, n=name, c=command: r.write({n: [c]}),
                        )

    def test_status_of_a_conversion_is_not_forged(self):
        lead = self._create_leads(type="lead")
        for user in (self.user_own, self.user_manager, self.user_admin):
            own = lead.with_user(user)
            for values in (
                {"conversion_status": "customer"},
                {"conversion_pending_id": self.approval.id},
            ):
                with self.subTest(user=user.login, values=values):
                    with self.assertRaises(AccessError):
                        own.write(values)
                    with self.assertRaises(AccessError):
                        own.create({"name": "Forged", **values})
        self.assertRecordValues(
            lead, [{"conversion_status": False, "conversion_pending_id": False}]
        )
        context = {"default_conversion_status": "customer"}
        stray = self.env["crm.lead"].with_user(self.user_own).with_context(**context)
        self.assertFalse(stray.create({"name": "Stray"}).conversion_status)

    def test_request_of_a_colleague_is_not_withdrawn_through_one_s_own_lead(self):
        lead = self._create_leads()
        with self.assertRaises(AccessError):
            lead.with_user(self.user_own).write(
                {"conversion_pending_id": self.approval.id, "active": False}
            )
        self.assertEqual(self.approval.state, "pending")
        self.assertTrue(lead.active)

    def test_conversion_does_not_run_in_another_name(self):
        lead = self._create_leads(type="lead")
        values = {"lead_id": lead.id, "approval_id": self.approval.id}
        Dialog = self.env["crm.lead2opportunity.partner"].with_user(self.user_peer)
        with self.assertRaises(AccessError):
            Dialog.create(values)
        dialog = Dialog.with_user(self.user_own).create({"lead_id": lead.id})
        with self.assertRaises(AccessError):
            dialog.write({"approval_id": self.approval.id})
        self.assertFalse(dialog.approval_id)
        dialog.action_apply()
        self.assertEqual(lead.conversion_ids.user_id, self.user_own)
        self.assertFalse(lead.conversion_ids.approval_id)
