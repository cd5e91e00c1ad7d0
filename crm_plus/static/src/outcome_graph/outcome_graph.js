import {getCustomColor, darkenColor, lightenColor} from "@web/core/colors/colors";
import {cookie} from "@web/core/browser/cookie";
import {registry} from "@web/core/registry";
import {graphView} from "@web/views/graph/graph_view";
import {GraphRenderer} from "@web/views/graph/graph_renderer";

/** Colours people expect, in the shades of stock graphs. */
export const OUTCOME_COLORS = {
    won: "#3FAE6A",
    lost: "#EA6175",
    dead: "#A4A8B6",
    junk: "#F4A261",
};

/**
 * Graph whose outcomes keep their colours, whichever of them comes first.
 *
 * Stock colours by position: what is lost would be blue in one month and green in
 * the next. This applies when the outcome alone tells the series or slices apart;
 * in finer groupings the colours of stock serve better.
 */
export class OutcomeGraphRenderer extends GraphRenderer {
    /** Colour of each label of the outcome, or nothing in other groupings. */
    get outcomeColors() {
        const {fields, groupBy, mode} = this.model.metaData;
        const telling = mode === "pie" ? groupBy : groupBy.slice(1);
        if (telling.length !== 1 || telling[0].fieldName !== "outcome") {
            return {};
        }
        return Object.fromEntries(
            fields.outcome.selection.map(([key, label]) => [label, OUTCOME_COLORS[key]])
        );
    }

    getBarChartData() {
        const data = super.getBarChartData();
        const colors = this.outcomeColors;
        for (const dataset of this.model.data.datasets) {
            dataset.backgroundColor = colors[dataset.label] || dataset.backgroundColor;
        }
        return data;
    }

    getLineChartData() {
        const data = super.getLineChartData();
        const colors = this.outcomeColors;
        for (const dataset of data.datasets) {
            const color = colors[dataset.label];
            if (color) {
                Object.assign(dataset, {
                    backgroundColor: getCustomColor(
                        cookie.get("color_scheme"),
                        lightenColor(color, 0.5),
                        darkenColor(color, 0.5)
                    ),
                    borderColor: color,
                    hoverBackgroundColor: color,
                    pointBackgroundColor: color,
                });
            }
        }
        return data;
    }

    getPieChartData() {
        const data = super.getPieChartData();
        const colors = this.outcomeColors;
        for (const dataset of data.datasets) {
            dataset.backgroundColor = dataset.backgroundColor.map(
                (color, index) => colors[data.labels[index]] || color
            );
            dataset.hoverBackgroundColor = dataset.backgroundColor;
        }
        return data;
    }

    getLegendOptions() {
        const options = super.getLegendOptions();
        const colors = this.outcomeColors;
        if (this.model.metaData.mode === "pie") {
            const {generateLabels} = options.labels;
            options.labels.generateLabels = (chart) =>
                generateLabels(chart).map((label) => ({
                    ...label,
                    fillStyle: colors[label.fullText] || label.fillStyle,
                }));
        }
        return options;
    }
}

registry.category("views").add("crm_plus_outcome_graph", {
    ...graphView,
    Renderer: OutcomeGraphRenderer,
});
