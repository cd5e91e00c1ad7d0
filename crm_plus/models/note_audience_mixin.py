from collections import defaultdict

from odoo import SUPERUSER_ID, api, models
from odoo.tools import SQL


class CrmPlusNoteAudienceMixin(models.AbstractModel):
    """Who reads a private note, of those who read its record."""

    _name = "crm.plus.note.audience.mixin"
    _description = "Readers of private notes"

    @api.model
    def _get_audience_sql(self, alias, records, query):
        """Return the condition under which a reader of the record reads a note.

        :param str alias: the alias of the notes in the query
        :param records: an empty recordset of the model of the record
        :param query: the query on that model
        :return: :class:`odoo.tools.SQL`
        """
        owner = records._field_to_sql(query.table, records._note_owner_field, query)
        author = self._field_to_sql(alias, "author_id")
        return SQL(
            """(%(is_private)s IS NOT TRUE
                OR %(author)s = %(uid)s
                OR %(owner)s = %(uid)s
                OR EXISTS (
                    SELECT 1 FROM mail_followers AS note_follower
                    WHERE %(follower_res_model)s = %(model_name)s
                      AND %(follower_res_id)s = %(note_res_id)s
                      AND %(follower_partner)s = %(partner_id)s
                      AND %(follower_counts)s
                ))""",
            is_private=self._field_to_sql(alias, "is_private"),
            author=author,
            owner=owner,
            uid=self.env.uid,
            model_name=records._name,
            note_res_id=self._field_to_sql(alias, "res_id"),
            partner_id=self.env.user.partner_id.id,
            follower_res_model=self._follower_field_to_sql("res_model"),
            follower_res_id=self._follower_field_to_sql("res_id"),
            follower_partner=self._follower_field_to_sql("partner_id"),
            follower_counts=self._get_follower_sql(alias, records, author, owner),
        )

    @api.model
    def _get_follower_sql(self, alias, records, author, owner):
        """Return the condition under which a follower belongs to the audience.

        Following is open to all who read a record, so that a reader could open
        its private notes to himself. Counted is who followed when the note was
        written, so that its author could know, and who was added since by the
        author or the owner. Following by oneself counts for nothing as long as
        one has no right to change such records, as an auditor.
        """
        added_by = self._follower_field_to_sql("added_by_id")
        condition = SQL(
            "(%s <= %s OR %s IN (%s, %s, %s))",
            self._follower_field_to_sql("id"),
            self._field_to_sql(alias, "follower_mark"),
            added_by,
            author,
            owner,
            SUPERUSER_ID,
        )
        if records.has_access("write"):
            return condition
        return SQL("%s IS DISTINCT FROM %s AND %s", added_by, self.env.uid, condition)

    @api.model
    def _follower_field_to_sql(self, field_name):
        # sudo: the user's own rights on followers do not matter for the condition
        followers = self.env["mail.followers"].sudo()
        return followers._field_to_sql("note_follower", field_name)

    def _get_audience(self):
        """Return the partners who read the note while it is private.

        The same condition in SQL is :meth:`_get_audience_sql`.
        """
        self.ensure_one()
        record = self.env[self.res_model].browse(self.res_id)
        insiders = self.author_id | record[record._note_owner_field]
        trusted = {*insiders.ids, SUPERUSER_ID}
        followers = record.message_follower_ids.filtered(
            lambda follower: (
                follower.id <= self.follower_mark or follower.added_by_id.id in trusted
            )
        )
        return insiders.partner_id | followers.partner_id

    def _mark_followers(self):
        """Remember who follows the record when the note is written."""
        # sudo: the mark must not depend on which followers the author may read
        followers = self.env["mail.followers"].sudo()
        marks = defaultdict(int)
        for model_name, notes in self.grouped("res_model").items():
            # one query a model
            groups = followers._read_group(
                [
                    ("res_model", "=", model_name),
                    ("res_id", "in", notes.mapped("res_id")),
                ],
                ["res_id"],
                ["id:max"],
            )
            marks.update({(model_name, res_id): mark for res_id, mark in groups})
        by_mark = self.grouped(lambda note: marks[note.res_model, note.res_id])
        for mark, notes in by_mark.items():
            # sudo: set once by the system, also on notes made for another author
            notes.sudo().write({"follower_mark": mark})
