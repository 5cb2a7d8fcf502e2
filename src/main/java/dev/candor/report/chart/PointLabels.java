package dev.candor.report.chart;

import dev.candor.model.FrontierPoint;
import dev.candor.report.text.Labels;
import java.util.ArrayList;
import java.util.List;

/** λ beside the points of the trade-off plot: as many as fit without covering curves or each other, ends first. */
public final class PointLabels {
    private static final int SIZE = 11;
    private static final double CHARACTER = 6.2;
    private static final double HEIGHT = 12;
    private static final double GAP = 8;
    /** Distance between the spots of a curve that labels keep off. */
    private static final double SPOT = 4;

    private record Box(double left, double top, double right, double bottom) {
        boolean overlaps(Box other) {
            return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
        }

        boolean within(PlotArea plot) {
            return left >= plot.left() + 2
                    && right <= plot.right() + 40
                    && top >= plot.top() - 8
                    && bottom <= plot.bottom() - 1;
        }
    }

    private record Label(Box box, String text) {}

    private final PlotArea plot;
    private final List<Box> taken = new ArrayList<>();
    private final List<Label> labels = new ArrayList<>();

    public PointLabels(PlotArea plot) {
        this.plot = plot;
    }

    /** Keeps labels off the curve through {@code pixels}. */
    public void avoid(List<double[]> pixels) {
        for (int i = 0; i < pixels.size(); i++) {
            double[] from = pixels.get(Math.max(0, i - 1));
            double[] to = pixels.get(i);
            int spots = 1 + (int) (Math.max(Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1])) / SPOT);
            for (int spot = 1; spot <= spots; spot++) {
                double share = (double) spot / spots;
                spot(from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1]));
            }
        }
    }

    private void spot(double x, double y) {
        taken.add(new Box(x - 2, y - 2, x + 2, y + 2));
    }

    /** Labels a curve: its ends, then what lies between, coarse to fine. */
    public void place(List<FrontierPoint> curve) {
        boolean[] seen = new boolean[curve.size()];
        for (int stride = Math.max(1, curve.size() - 1); stride >= 1; stride = stride == 1 ? 0 : (stride + 1) / 2) {
            for (int i = 0; i < curve.size(); i += stride) {
                if (!seen[i]) {
                    seen[i] = true;
                    place(curve.get(i));
                }
            }
        }
    }

    private void place(FrontierPoint point) {
        String text = TickLabels.compact(point.lambda(), 3);
        double x = plot.across(point.divergenceValue());
        double y = plot.down(point.totalValue());
        double width = CHARACTER * Labels.width(text);
        double diagonal = GAP - 3;
        List.of(
                        box(x + GAP, y - HEIGHT / 2, width),
                        box(x + diagonal, y + diagonal - 2, width),
                        box(x + diagonal, y - HEIGHT - diagonal + 2, width),
                        box(x - width - diagonal, y - HEIGHT - diagonal + 2, width),
                        box(x - width / 2, y - HEIGHT - GAP + 2, width),
                        box(x - width / 2, y + GAP - 2, width))
                .stream()
                .filter(box -> box.within(plot) && taken.stream().noneMatch(box::overlaps))
                .findFirst()
                .ifPresent(box -> {
                    taken.add(box);
                    labels.add(new Label(box, text));
                });
    }

    private static Box box(double left, double top, double width) {
        return new Box(left, top, left + width, top + HEIGHT);
    }

    public void draw(Svg svg) {
        labels.forEach(
                label -> svg.text("ink", label.box().left(), label.box().bottom() - 2, "start", SIZE, label.text()));
    }
}
