package ${package};

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.inject.Inject;
import org.chaoschain.testkit.pax.NodeInContainer;
import org.chaoschain.testkit.pax.PackedNode;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.CoreOptions;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.BundleContext;

/** The jar in the packed node: all of its bundles, in a framework, in this process. */
@RunWith(PaxExam.class)
public class ${className}InNodeIT {
  @Inject private BundleContext context;

  @Configuration
  public Option[] node() {
    return new Option[] {
      PackedNode.fromProperties().option(),
      CoreOptions.systemProperty("plugin.jar").value(System.getProperty("plugin.jar"))
    };
  }

  @Test
  public void theAgentIsHostedAndAnswers() throws Exception {
    try (NodeInContainer node = NodeInContainer.start(context)) {
      String ada = node.agent("ada");
      node.install(Path.of(System.getProperty("plugin.jar")));
      node.await("it is hosted", () -> agents(node).toString().contains(${className}.NAME));
      String self =
          agents(node).stream()
              .filter(agent -> ${className}.NAME.equals(agent.get("name")))
              .map(agent -> String.valueOf(agent.get("id")))
              .findFirst()
              .orElseThrow();

      Map<String, Object> question =
          Map.of("from", ada, "to", self, "type", "discussion", "topic", "rain", "text", "will it?");
      assertEquals("accepted", node.ask("send", question).get(0).get("status"));
      node.await("it has answered", () -> node.messages("delivered").size() == 2);
      String answer = String.valueOf(node.messages("delivered").get(1).get("text"));
      assertTrue(answer, answer.contains("I have thought about rain"));
    }
  }

  private static List<Map<String, ?>> agents(NodeInContainer node) throws Exception {
    return node.ask("agents", Map.of());
  }
}
