"""The access matrix of ``docs/access-matrix.md``, tried out cell by cell.

Each cell names, in the order create, read, write, delete, the records on which a
role may do it: ``all`` of his companies, those of his ``team``, his ``own`` or
none (``-``). A model of CRM Plus without a row fails the test, which prints the
row as measured: read it, agree or repair the rights, then add it to the document.
"""

import re
from contextlib import contextmanager
from pathlib import Path

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tests import tagged

from odoo.addons.crm_plus.tests.common import CrmPlusCase

from access_samples import Samples, Scope

DOCUMENT = Path(__file__).parents[2] / "docs" / "access-matrix.md"
OPERATIONS = ("create", "read", "write", "unlink")
ROLES = (
    "own",
    "leader",
    "all",
    "manager",
    "auditor",
    "employee",
    "portal",
    "public",
)
SELLERS = ("own", "leader", "all", "manager")
STOCK_MODELS = (
    "crm.lead",
    "crm.team",
    "crm.stage",
    "crm.tag",
    "crm.lost.reason",
    "crm.activity.report",
    "sale.order",
    "sale.order.line",
    "sale.report",
    "calendar.event",
    "res.partner",
    "mail.activity",
)
ROW = re.compile(
    r"^\| `(?P<model>[a-z_]+[.][a-z._]+)`(?P<remark>, [^|]+?)? +\|(?P<cells>.+)\|$"
)


def read_document():
    """Return ``{row label: [cell, …]}`` as the document has it."""
    rows = {}
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        if match := ROW.match(line):
            cells = [cell.strip() for cell in match["cells"].split("|")]
            rows[match["model"] + (match["remark"] or "")] = cells
    return rows


def format_row(label, cells):
    model, comma, remark = label.partition(",")
    return f"| `{model}`{comma}{remark} | " + " | ".join(cells) + " |"


@tagged("post_install", "-at_install")
class TestAccessMatrix(CrmPlusCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_public = cls.env.ref("base.public_user")
        own, peer, leader, everything, manager = (
            Scope(user, team, cls.company)
            for user, team in (
                (cls.user_own, cls.team_a),
                (cls.user_peer, cls.team_a),
                (cls.user_leader, cls.team_a),
                (cls.user_all, cls.team_b),
                (cls.user_manager, cls.team_b),
            )
        )
        cls.other = Scope(cls.user_other, cls.team_other, cls.company_other)
        # whose record is whose, seen by each role: own, team, foreign
        anybody = {"own": own, "team": peer, "all": everything}
        cls.scopes = {
            **dict.fromkeys(ROLES, anybody),
            "leader": {"own": leader, "team": peer, "all": everything},
            "all": {"own": everything, "team": manager, "all": own},
            "manager": {"own": manager, "team": everything, "all": own},
        }

    def test_document_names_every_model(self):
        rows = read_document()
        documented = {label.partition(",")[0] for label in rows}
        missing = sorted({*self._get_own_models(), *STOCK_MODELS} - documented)
        measured = [format_row(label, self._measure(label)) for label in missing]
        self.assertFalse(missing, "Rows to review and add:\n" + "\n".join(measured))
        gone = {model for model in documented if model not in self.env}
        self.assertFalse(gone, "Rows of models that do not exist")

    def test_document_states_what_each_role_may_do(self):
        for label, cells in read_document().items():
            with self.subTest(row=label):
                measured = self._measure(label)
                self.assertEqual(
                    measured, cells, "\nMeasured:\n" + format_row(label, measured)
                )

    def test_records_of_other_companies_are_closed(self):
        # meetings belong to people, in stock: no rule of companies on them
        self.samples = Samples(self.env)
        shared = {"calendar.event", "crm.stage", "crm.tag", "crm.lost.reason"}
        for label in read_document():
            model = self.env[label.partition(",")[0]]
            if model._name in shared or model._transient:
                continue
            if model._name.startswith("crm.plus.") and not self._is_of_company(model):
                continue
            record = self.samples.get(label, self.other)
            for role in ROLES:
                user = getattr(self, f"user_{role}")
                for operation in ("read", "write", "unlink"):
                    with self.subTest(row=label, role=role, operation=operation):
                        self.env.invalidate_all()
                        try:
                            allowed = record.with_user(user).has_access(operation)
                        except MissingError:
                            # views of stock leave out other companies themselves
                            allowed = False
                        self.assertFalse(allowed)

    def _is_of_company(self, model):
        names = {"company_id", "lead_id", "opportunity_id", "res_id"}
        return bool(names & model._fields.keys())

    def _get_own_models(self):
        """Return the names of the models that CRM Plus adds."""
        return [
            name
            for name, model in self.env.registry.items()
            if not model._abstract
            and (model._original_module or "").startswith("crm_plus")
        ]

    def _measure(self, label):
        """Return the cells of a row as they are in this database."""
        cells = []
        with self._rolled_back():
            # the samples end with the savepoint
            self.samples = Samples(self.env)
            if label.endswith("deletion open to all sellers"):
                level = {"lead_deletion_level": "own"}
                self.env["res.config.settings"].create(level).execute()
            for role in ROLES:
                user = getattr(self, f"user_{role}")
                words = [
                    self._measure_operation(label, role, user, operation)
                    for operation in OPERATIONS
                ]
                cells.append(" ".join(words))
        # the rights were other ones in the savepoint
        self.env.registry.clear_all_caches()
        return cells

    def _measure_operation(self, label, role, user, operation):
        model = self.env[label.partition(",")[0]].with_user(user)
        allowed = model.has_access(operation)
        if not model._auto and operation != "read":
            return "all" if allowed else "-"
        scopes = self.scopes[role]
        if model._transient and operation == "create":
            # a dialog is always that of who opens it
            scopes = {"own": scopes["own"]}
        if not allowed:
            # one attempt shows that the refusal is real
            self.assertFalse(self._try(label, scopes["own"], user, operation))
            return "-"
        found = [
            word
            for word, scope in scopes.items()
            if self._try(label, scope, user, operation)
        ]
        words = {
            (): "-",
            ("own",): "own",
            ("own", "team"): "team",
            ("own", "team", "all"): "all",
        }
        return words.get(tuple(found), "+".join(found))

    def _try(self, label, scope, user, operation):
        """Do the operation as the user and take it back.

        :return: whether it was done; refused must be what access says
        """
        if operation == "create":
            return self._try_create(label, scope, user)
        record = self.samples.get(label, scope)
        self.env.invalidate_all()
        allowed = record.with_user(user).has_access(operation)
        done = self._try_operation(record.with_user(user), operation)
        if not allowed:
            self.assertFalse(done, (label, user.login, operation))
        return done

    def _try_operation(self, record, operation):
        self.env.invalidate_all()
        try:
            with self._rolled_back():
                if operation == "read":
                    record.read(["display_name"])
                elif operation == "write":
                    record.write(self._get_neutral_values(record))
                else:
                    record.unlink()
                self.env.flush_all()
        except UserError:
            return False
        return True

    def _try_create(self, label, scope, user):
        model = self.env[label.partition(",")[0]].with_user(user)
        values = self.samples.values(label, scope)
        if values is None:
            return model.has_access("create")
        self.env.invalidate_all()
        try:
            with self._rolled_back():
                model.create(values)
                self.env.flush_all()
        except AccessError:
            return False
        return True

    def _get_neutral_values(self, record):
        """Return one value of the record, to write what is there already."""
        record = record.sudo()
        for name in (record._rec_name, "sequence", "summary", "note", "active"):
            field = record._fields.get(name)
            if field and field.store and not field.compute:
                return {name: field.convert_to_write(record[name], record)}
        for name, field in record._fields.items():
            if field.store and field.type in ("char", "boolean", "integer", "date"):
                if not field.compute and name not in ("id", "res_id", "res_model"):
                    return {name: record[name]}
        return {}

    @contextmanager
    def _rolled_back(self):
        """Keep nothing of what is done inside, whether it ends well or not."""
        self.env.flush_all()
        savepoint = self.env.cr.savepoint(flush=False)
        try:
            yield
        finally:
            self.env.clear()
            savepoint.close(rollback=True)
