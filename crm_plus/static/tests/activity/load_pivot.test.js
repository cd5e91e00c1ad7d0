import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {expect, test} from "@odoo/hoot";
import {queryAll} from "@odoo/hoot-dom";
import {defineModels, fields, models, mountView} from "@web/../tests/web_test_helpers";
import {LoadPivotRenderer} from "@crm_plus/activity_load/load_pivot";

class Load extends models.Model {
    person = fields.Char();
    day = fields.Char();
    tasks = fields.Integer({aggregator: "sum"});

    _records = [
        {id: 1, person: "Omid", day: "Monday", tasks: 10},
        {id: 2, person: "Omid", day: "Tuesday", tasks: 5},
        {id: 3, person: "Sara", day: "Monday", tasks: 1},
        {id: 4, person: "Sara", day: "Tuesday", tasks: 0},
        {id: 5, person: "Lin", day: "Monday", tasks: 2},
    ];
}

defineMailModels();
defineModels([Load]);

/** The value and the strength of the red of each cell, row by row. */
function getHeat() {
    return queryAll(".o_pivot_cell_value").map((cell) => {
        const {backgroundColor} = cell.style;
        const strength = /, ([\d.]+)\)$/.exec(backgroundColor)?.[1] ?? "plain";
        return `${cell.textContent.trim()}: ${Number(strength) || strength}`;
    });
}

const mountMap = (measure = "tasks") =>
    mountView({
        type: "pivot",
        resModel: "load",
        arch: `
            <pivot js_class="crm_plus_load_pivot">
                <field name="person" type="row"/>
                <field name="day" type="col"/>
                <field name="${measure}" type="measure"/>
            </pivot>`,
    });

test("the fuller the day the redder its cell, totals and free days stay plain", async () => {
    await mountMap();
    expect(getHeat()).toEqual([
        // all: Monday, Tuesday, both
        "13: plain",
        "5: plain",
        "18: plain",
        // Lin, who has nothing at all on Tuesday
        "2: 0.12",
        ": plain",
        "2: plain",
        // Omid
        "10: 0.6",
        "5: 0.3",
        "15: plain",
        // Sara
        "1: 0.06",
        "0: plain",
        "1: plain",
    ]);
});

test("an empty map has no colours", async () => {
    Load._records = [{id: 1, person: "Omid", day: "Monday", tasks: 0}];
    await mountMap();
    expect(getHeat()).toEqual(["0: plain", "0: plain"]);
});

test("the fullest day has the full colour, half as many tasks half of it", () => {
    const style = (cell) => LoadPivotRenderer.prototype.getHeatStyle(cell, 10);
    expect(style({value: 10})).toInclude(", 0.60)");
    expect(style({value: 5})).toInclude(", 0.30)");
    expect(style({value: 10, isBold: true})).toBe("");
    expect(style({value: undefined})).toBe("");
    expect(style({value: 0})).toBe("");
});
