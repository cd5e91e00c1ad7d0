import {expect, test} from "@odoo/hoot";
import {queryAllTexts} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
} from "@web/../tests/web_test_helpers";

class Lead extends models.Model {
    _name = "lead";
    note_ids = fields.One2many({relation: "note"});
    _records = [
        {id: 1, note_ids: [1, 2, 3]},
        {id: 2, note_ids: [4]},
    ];
}

class Note extends models.Model {
    _name = "note";
    name = fields.Char();
    body = fields.Html();
    is_private = fields.Boolean();
    _records = [
        {id: 1, name: "Budget fixed", body: "<p>At forty <b>thousand</b></p>"},
        {id: 2, name: "Café visit", body: "<p>On Thursday</p>", is_private: true},
        {id: 3, name: "Untold"},
        {id: 4, name: "Alone"},
    ];
}

defineMailModels();
defineModels([Lead, Note]);

const arch = `
    <form>
        <field name="note_ids" widget="crm_plus_notes">
            <list>
                <field name="body" column_invisible="True"/>
                <field name="name"/>
                <field name="is_private" widget="crm_plus_flag_icon"
                    options="{'icon': 'fa-lock'}"/>
            </list>
        </field>
    </form>`;

const shownNotes = () =>
    queryAllTexts(".o_data_row:not(.d-none) .o_data_cell[name=name]");

test("the box searches in title and text, whatever case and accents", async () => {
    await mountView({type: "form", resModel: "lead", resId: 1, arch});
    expect(shownNotes()).toEqual(["Budget fixed", "Café visit", "Untold"]);

    await contains(".o_crm_plus_notes_search").edit("CAFE", {confirm: false});
    await animationFrame();
    expect(shownNotes()).toEqual(["Café visit"]);

    await contains(".o_crm_plus_notes_search").edit("forty thousand", {
        confirm: false,
    });
    await animationFrame();
    expect(shownNotes()).toEqual(["Budget fixed"]);

    await contains(".o_crm_plus_notes_search").edit("<b>", {confirm: false});
    await animationFrame();
    expect(shownNotes()).toEqual([]);

    await contains(".o_crm_plus_notes_search").edit("", {confirm: false});
    await animationFrame();
    expect(shownNotes()).toEqual(["Budget fixed", "Café visit", "Untold"]);
});

test("a single note needs no search", async () => {
    await mountView({type: "form", resModel: "lead", resId: 2, arch});
    expect(shownNotes()).toEqual(["Alone"]);
    expect(".o_crm_plus_notes_search").toHaveCount(0);
});

test("the icon marks private notes alone", async () => {
    await mountView({type: "form", resModel: "lead", resId: 1, arch});
    expect(".o_data_row .fa-lock").toHaveCount(1);
    expect(".o_data_row:contains(Café visit) .fa-lock").toHaveCount(1);
});
