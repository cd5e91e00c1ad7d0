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
    is_editable = fields.Boolean();
    is_deletable = fields.Boolean();
    _records = [
        {
            id: 1,
            name: "Budget fixed",
            body: "<p>At forty <b>thousand</b></p>",
            is_editable: true,
            is_deletable: true,
        },
        {id: 2, name: "Café visit", body: "<p>On Thursday</p>", is_private: true},
        {id: 3, name: "Untold", is_deletable: true},
        {id: 4, name: "Alone"},
    ];
    _views = {form: `<form><field name="name" readonly="not is_editable"/></form>`};
}

defineMailModels();
defineModels([Lead, Note]);

const arch = `
    <form>
        <field name="note_ids" widget="crm_plus_notes">
            <list>
                <field name="body" column_invisible="True"/>
                <field name="is_editable" column_invisible="True"/>
                <field name="is_deletable" column_invisible="True"/>
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

test("the trash stands beside notes the user may delete", async () => {
    await mountView({type: "form", resModel: "lead", resId: 1, arch});
    const trash = "button[name=delete]";
    expect(`.o_data_row ${trash}`).toHaveCount(2);
    expect(`.o_data_row:contains(Café visit) ${trash}`).toHaveCount(0);
    await contains(`.o_data_row:contains(Untold) ${trash}`).click();
    expect(shownNotes()).toEqual(["Budget fixed", "Café visit"]);
});

test("a note of somebody else is opened to be read", async () => {
    await mountView({type: "form", resModel: "lead", resId: 1, arch});
    await contains(".o_data_row:contains(Café visit) [name=name]").click();
    expect(".modal .o_form_button_save").toHaveCount(0);
    expect(".modal .o_form_button_cancel").toHaveText("Close");
    await contains(".modal .o_form_button_cancel").click();
    await contains(".o_data_row:contains(Budget fixed) [name=name]").click();
    expect(".modal .o_form_button_save").toHaveCount(1);
});
