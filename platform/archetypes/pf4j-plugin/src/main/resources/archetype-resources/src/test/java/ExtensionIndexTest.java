package ${package};

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The list by which the node finds the extensions: without it a plugin is there and does nothing. */
class ExtensionIndexTest {
  @Test
  void listsEveryExtension() throws Exception {
    try (InputStream in = ${className}.class.getResourceAsStream("/META-INF/extensions.idx")) {
      String index = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(index.contains(${className}.class.getName()), index);
      assertTrue(index.contains(${className}Agent.class.getName()), index);
    }
  }
}
