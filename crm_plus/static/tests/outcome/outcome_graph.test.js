import {expect, test} from "@odoo/hoot";
import {OUTCOME_COLORS} from "@crm_plus/outcome_graph/outcome_graph";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {defineModels, fields, models, mountView} from "@web/../tests/web_test_helpers";
import {getChart, selectMode} from "@web/../tests/views/graph/graph_test_helpers";

const {won, lost, dead} = OUTCOME_COLORS;

class Outcome extends models.Model {
    _name = "crm.plus.outcome";
    outcome = fields.Selection({
        selection: [
            ["won", "Won"],
            ["lost", "Lost"],
            ["dead", "Dead"],
            ["junk", "Junk"],
        ],
    });
    city = fields.Char();
    // the order in which they come is none that stock's colours would fit
    _records = [
        {id: 1, outcome: "lost", city: "Aachen"},
        {id: 2, outcome: "dead", city: "Aachen"},
        {id: 3, outcome: "won", city: "Bergen"},
    ];
}

defineMailModels();
defineModels([Outcome]);

const mountGraph = (groupBy) =>
    mountView({
        type: "graph",
        resModel: "crm.plus.outcome",
        groupBy,
        arch: `<graph js_class="crm_plus_outcome_graph"/>`,
    });

const getColors = (view, key) =>
    Object.fromEntries(
        getChart(view).data.datasets.map((dataset) => [dataset.label, dataset[key]])
    );

test("bars have the colour of their outcome", async () => {
    const view = await mountGraph(["city", "outcome"]);
    const colors = getColors(view, "backgroundColor");
    expect(colors.Lost).toBe(lost);
    expect(colors.Dead).toBe(dead);
    expect(colors.Won).toBe(won);
    // the line of sums is no outcome
    expect(Object.values(OUTCOME_COLORS)).not.toInclude(colors.Sum);
});

test("lines have the colour of their outcome", async () => {
    const view = await mountGraph(["city", "outcome"]);
    await selectMode("line");
    expect(getColors(view, "borderColor")).toEqual({Lost: lost, Dead: dead, Won: won});
});

test("slices and their legend have the colour of their outcome", async () => {
    const view = await mountGraph(["outcome"]);
    await selectMode("pie");
    const chart = getChart(view);
    const expected = {Lost: lost, Dead: dead, Won: won};
    const {labels, datasets} = chart.data;
    expect(
        Object.fromEntries(
            labels.map((label, index) => [label, datasets[0].backgroundColor[index]])
        )
    ).toEqual(expected);
    const legend = chart.options.plugins.legend.labels.generateLabels(chart);
    expect(
        Object.fromEntries(legend.map(({text, fillStyle}) => [text, fillStyle]))
    ).toEqual(expected);
});

test("other groupings keep the colours of stock", async () => {
    const view = await mountGraph(["outcome", "city"]);
    const colors = Object.values(getColors(view, "backgroundColor"));
    expect(colors.length).toBe(3);
    for (const color of Object.values(OUTCOME_COLORS).filter((it) => it !== lost)) {
        expect(colors).not.toInclude(color);
    }
});
