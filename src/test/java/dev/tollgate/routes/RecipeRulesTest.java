package dev.tollgate.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.testing.EditableRoutes;
import dev.tollgate.testing.Recipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the recipes make of the routes keeps the rules, those of style too. */
class RecipeRulesTest {

    static List<String> recipes() throws IOException {
        return Recipe.names();
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void theChangedRoutesKeepTheRules(String recipe, @TempDir Path folder) throws Exception {
        EditableRoutes.in(folder);

        Recipe.named(recipe).apply(folder);

        List<RouteFile> files = RouteFile.below(folder.resolve("routes"));
        RouteCatalog catalog = RouteCatalog.of(files, RouteRulesTest.beans()::contains);
        assertThat(files)
                .allSatisfy(file -> assertThat(RouteRules.check(file, catalog)).isEmpty());
    }
}
