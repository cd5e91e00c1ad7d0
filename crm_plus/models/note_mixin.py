from odoo import api, fields, models
from odoo.fields import Command, Domain


class NoteList(fields.One2many):
    """A list of notes that finds records only by notes the user reads.

    Where a list is compared with ids, or with nothing, the framework looks past
    the rights on its records, and tells that there is a note nobody should know of.
    """

    def condition_to_sql(self, field_expr, operator, value, model, alias, query):
        if operator in ("in", "not in") and not model.env.su:
            note_ids = set(value)
            if note_ids == {False}:
                operator = "not any" if operator == "in" else "any"
                value = Domain.TRUE
            elif False not in note_ids:
                operator = "any" if operator == "in" else "not any"
                value = Domain("id", "in", note_ids)
        return super().condition_to_sql(
            field_expr, operator, value, model, alias, query
        )


class CrmPlusNoteMixin(models.AbstractModel):
    """Titled, pinned and private notes of a record.

    A model of another addon gets notes by inheriting this mixin; it must be a
    ``mail.thread``, for its followers. ``_note_owner_field`` names its stored
    Many2one to the user who owns the record. In its form::

        <field name="note_ids" widget="crm_plus_notes" />

    Who reads what is decided by ``crm.plus.note``.
    """

    _name = "crm.plus.note.mixin"
    _description = "Notes of a record"

    _note_owner_field = "user_id"

    note_ids = NoteList(
        "crm.plus.note",
        "res_id",
        string="Titled Notes",
        groups="base.group_user",
    )
    note_count = fields.Integer(
        "Number of Notes",
        compute="_compute_note_count",
        groups="base.group_user",
        help="The notes you may read.",
    )

    @api.depends("note_ids")
    @api.depends_context("uid")
    def _compute_note_count(self):
        # forms read the notes as well: one query does for both
        for record in self:
            record.note_count = len(record.note_ids)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._prepare_note_values(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._prepare_note_values(vals))

    def unlink(self):
        # sudo: the notes go with their record, also those the user cannot read
        notes = self.env["crm.plus.note"].sudo().search(self._get_note_domain())
        result = super().unlink()
        notes.unlink()
        return result

    def action_view_notes(self):
        """Open the notes of the record, to search in them.

        :return: a window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_plus.crm_plus_note_action"
        )
        action["domain"] = self._get_note_domain()
        action["context"] = {
            "default_res_model": self._name,
            "default_res_id": self.id,
        }
        return action

    def action_add_private_note(self):
        """Open an empty private note on the record.

        :return: a window action
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Private Note"),
            "res_model": "crm.plus.note",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_res_model": self._name,
                "default_res_id": self.id,
                "default_is_private": True,
            },
        }

    def _get_note_domain(self):
        return [("res_model", "=", self._name), ("res_id", "in", self.ids)]

    @api.model
    def _prepare_note_values(self, vals):
        """Tell new notes on which model they are: the inverse sets the id only."""
        if not vals.get("note_ids"):
            return vals
        return {
            **vals,
            "note_ids": [
                Command.create({**command[2], "res_model": self._name})
                if command[0] == Command.CREATE
                else command
                for command in vals["note_ids"]
            ],
        }

    def _move_notes_to(self, record):
        """Give the notes of all records in ``self`` to ``record``."""
        # sudo: notes the user cannot read survive like all others
        self.env["crm.plus.note"].sudo().search(self._get_note_domain())._move_to(
            record
        )

    def _copy_notes_to(self, record):
        """Copy the notes to the next step, as a lead's to its contact.

        Author and date stay. A private note is copied only where the audience
        of ``record`` reads it already: it must not open to the owner or the
        followers of, say, an older contact. It stays readable where it is.

        :param record: a record of a model with notes
        :return: the new notes
        """
        self.ensure_one()
        # sudo: notes the user cannot read survive like all others
        notes = self.env["crm.plus.note"].sudo().search(self._get_note_domain())
        readers = record._get_note_readers()
        notes = notes.filtered(
            lambda note: not note.is_private or readers <= note._get_audience()
        )
        copies = notes.create(
            [note._prepare_copy_values(record) for note in reversed(notes)]
        )
        for note, copy in zip(reversed(notes), copies, strict=True):
            for attachment in note.attachment_ids:
                copy.attachment_ids |= attachment.copy(
                    {"res_model": copy._name, "res_id": copy.id}
                )
        return copies

    def _get_note_readers(self):
        """Return the partners who may come to read private notes of the record."""
        self.ensure_one()
        # sudo: the audience does not depend on which followers the user may read
        record = self.sudo()
        return record[self._note_owner_field].partner_id | record.message_partner_ids
