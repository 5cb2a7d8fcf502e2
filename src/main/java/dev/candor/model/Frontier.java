package dev.candor.model;

import dev.candor.model.SettlementSummary.Counts;
import dev.candor.model.SettlementSummary.Stage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The outcomes of one sweep: what λ is chosen from.
 *
 * @param policyClass as on the command line, like the three that follow
 * @param points at least one; kept divergence by divergence in order of first appearance, λ rising within each
 */
public record Frontier(
        String policyClass,
        String paymentRule,
        String normalisation,
        String domain,
        Counts counts,
        List<FrontierPoint> points,
        List<String> notes,
        List<Stage> stages) {

    public Frontier {
        if (points.isEmpty()) {
            throw new IllegalArgumentException("A frontier needs a point");
        }
        List<FrontierPoint> ordered = new ArrayList<>();
        grouped(points).values().forEach(curve -> ordered.addAll(rising(curve)));
        points = List.copyOf(ordered);
        notes = List.copyOf(notes);
        stages = List.copyOf(stages);
    }

    /** Divergence → its points, λ rising; in the order of {@link #points}. */
    public Map<String, List<FrontierPoint>> curves() {
        Map<String, List<FrontierPoint>> curves = grouped(points);
        curves.replaceAll((divergence, curve) -> List.copyOf(curve));
        return Collections.unmodifiableMap(curves);
    }

    private static Map<String, List<FrontierPoint>> grouped(List<FrontierPoint> points) {
        Map<String, List<FrontierPoint>> curves = new LinkedHashMap<>();
        points.forEach(point -> curves.computeIfAbsent(point.divergence(), name -> new ArrayList<>())
                .add(point));
        return curves;
    }

    private static List<FrontierPoint> rising(List<FrontierPoint> curve) {
        List<FrontierPoint> rising = new ArrayList<>(curve);
        rising.sort(Comparator.comparingDouble(FrontierPoint::lambda));
        for (int i = 1; i < rising.size(); i++) {
            if (rising.get(i).lambda() == rising.get(i - 1).lambda()) {
                throw new IllegalArgumentException(
                        "A frontier cannot have two points for " + rising.get(i).divergence() + " at lambda "
                                + rising.get(i).lambda());
            }
        }
        return rising;
    }
}
