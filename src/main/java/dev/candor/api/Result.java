package dev.candor.api;

import dev.candor.session.PinnedSession;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What an action, or a job, has computed. The frames of an action's result lie in the session of its caller. */
abstract class Result {
    private Optional<PinnedSession> session = Optional.empty();

    final void madeIn(PinnedSession of) {
        session = Optional.of(of);
    }

    /** A frame for the caller. Files are written from the frame itself, whose session has pinned settings. */
    final Dataset<Row> shown(Dataset<Row> frame) {
        return session.map(of -> of.given(frame)).orElse(frame);
    }
}
