package dev.candor.report.runs;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.candor.model.LinearModel;
import dev.candor.report.text.JsonText;
import java.util.List;
import java.util.Map;

/** model/model.json: the population of a linear model, and how it was learned. */
public final class LinearModelJson {
    static final int SCHEMA_VERSION = 1;

    private LinearModelJson() {}

    /** The document. */
    public static String render(LinearModel model, Map<String, String> settings) {
        return JsonText.PLAIN.render(new Document(
                SCHEMA_VERSION,
                "linear",
                model.mean().size(),
                new Population(model.mean(), model.meanDeviation()),
                model.scale(),
                model.groups().map(LinearModel.Groups::count).orElse(null),
                model.groups().map(LinearModel.Groups::scale).orElse(null),
                model.passes(),
                model.settled(),
                settings));
    }

    private record Document(
            int schemaVersion,
            String model,
            int features,
            Population population,
            List<Double> deviationScale,
            @JsonInclude(JsonInclude.Include.NON_NULL) Long groups,
            @JsonInclude(JsonInclude.Include.NON_NULL) List<Double> groupScale,
            int passes,
            boolean settled,
            Map<String, String> settings) {}

    private record Population(List<Double> coefficients, List<Double> standardDeviations) {}
}
