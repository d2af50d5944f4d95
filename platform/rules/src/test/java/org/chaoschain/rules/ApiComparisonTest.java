// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chaoschain.rules.ApiChange.Step.MAJOR;
import static org.chaoschain.rules.ApiChange.Step.MINOR;
import static org.chaoschain.rules.ApiChange.Step.NONE;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.chaoschain.rules.Api.ApiPackage;
import org.chaoschain.rules.ApiChange.Step;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What each kind of change asks of the version of its package. The first of two versions goes
 * through its text, as a release does.
 */
class ApiComparisonTest {
  private static final String CONSUMER = "@org.osgi.annotation.versioning.ConsumerType ";
  private static final String PROVIDER = "@org.osgi.annotation.versioning.ProviderType ";

  private static Arguments change(
      String name, String before, String after, Step step, String... told) {
    return arguments(name, before, after, step, List.of(told));
  }

  /** A change of the members of a type. */
  private static Arguments in(
      String type, String name, String before, String after, Step step, String... told) {
    return change(name, type + "{" + before + "}", type + "{" + after + "}", step, told);
  }

  private static final String I = CONSUMER + "public interface T ";
  private static final String P = PROVIDER + "public interface T ";
  private static final String C = "public class T ";

  static Stream<Arguments> ofInterfaces() {
    return Stream.of(
        in(I, "nothing", "int a();", "int a();", NONE),
        in(
            I,
            "method removed",
            "int a(); int b();",
            "int a();",
            MAJOR,
            "gone: public abstract int b()"),
        in(
            I,
            "abstract method for plugins",
            "int a();",
            "int a(); int b();",
            MAJOR,
            "new: public abstract int b()"),
        in(P, "abstract method for the node", "int a();", "int a(); int b();", MINOR),
        in("public interface T ", "abstract method for nobody knows whom", "", "int b();", MAJOR),
        in(
            I,
            "default method for plugins",
            "",
            "default int b() { return 1; }",
            MINOR,
            "new: public default int b()"),
        in(I, "static method", "", "static int b() { return 1; }", MINOR),
        in(I, "private method", "", "private int b() { return 1; }", NONE),
        in(
            I,
            "body of a default method",
            "default int b() { return 1; }",
            "default int b() { return 2; }",
            NONE),
        in(I, "default becomes abstract", "default int b() { return 1; }", "int b();", MAJOR),
        in(I, "abstract becomes default", "int b();", "default int b() { return 1; }", MINOR),
        in(
            I,
            "type of a result",
            "int a();",
            "long a();",
            MAJOR,
            "public abstract int a() -> public abstract long a()"),
        in(I, "type of a parameter", "void a(int x);", "void a(long x);", MAJOR),
        in(I, "name of a parameter", "void a(int x);", "void a(int y);", NONE),
        in(I, "array becomes variable arguments", "void a(int[] x);", "void a(int... x);", MAJOR),
        in(
            I,
            "checked exception added",
            "void a();",
            "void a() throws java.io.IOException;",
            MAJOR,
            "public abstract void a() -> public abstract void a() throws java.io.IOException"),
        in(
            I,
            "checked exception removed",
            "void a() throws java.io.IOException;",
            "void a();",
            MAJOR),
        in(
            I,
            "generic result",
            "java.util.List<String> a();",
            "java.util.List<Integer> a();",
            MAJOR),
        in(
            I,
            "generic parameter",
            "void a(java.util.List<String> x);",
            "void a(java.util.List<?> x);",
            MAJOR),
        in(I, "bound of a type parameter", "<A> A a(A x);", "<A extends Number> A a(A x);", MAJOR),
        in(
            I,
            "generic result that is Object",
            "<A> Object a(A x);",
            "<A> String a(A x);",
            MAJOR,
            "public abstract <A> java.lang.Object a(A) -> public abstract <A> java.lang.String a(A)"),
        in(I, "deprecation", "int a();", "@Deprecated int a();", MINOR),
        in(
            I,
            "constant's value",
            "int A = 1;",
            "int A = 2;",
            MAJOR,
            "public static final int A = 1 -> public static final int A = 2"),
        in(I, "text of a constant", "String A = \"(a = b)\";", "String A = \"c\";", MAJOR),
        in(I, "value that is no constant", "Object A = 1;", "Object A = 2;", NONE),
        change("type parameter", I + "{}", I.replace("T ", "T<A> ") + "{}", MAJOR),
        change(
            "super interface of what plugins implement",
            I + "{}",
            I + "extends Runnable {}",
            MAJOR),
        change(
            "super interface of what the node implements",
            P + "{}",
            P + "extends Runnable {}",
            MINOR),
        change("super interface gone", P + "extends Runnable {}", P + "{}", MAJOR),
        change("plugins may implement it", P + "{}", I + "{}", MINOR),
        change("plugins may not implement it any more", I + "{}", P + "{}", MAJOR));
  }

  static Stream<Arguments> ofClasses() {
    return Stream.of(
        in(
            C,
            "constructor removed",
            "public T(int a) {} public T() {}",
            "public T() {}",
            MAJOR,
            "gone: public new(int)"),
        in(C, "method added", "", "public void a() {}", MINOR),
        in(C, "method made protected", "public void a() {}", "protected void a() {}", MAJOR),
        in(C, "method hidden", "protected void a() {}", "void a() {}", MAJOR),
        in(C, "method made final", "public void a() {}", "public final void a() {}", MAJOR),
        in(C, "method made static", "public void a() {}", "public static void a() {}", MAJOR),
        in(C, "method synchronized", "public void a() {}", "public synchronized void a() {}", NONE),
        in(C, "field added", "", "public int a;", MINOR),
        in(C, "type of a field", "public int a;", "public long a;", MAJOR),
        in(C, "field removed", "public int a;", "", MAJOR),
        in(C, "toString written", "", "public String toString() { return \"\"; }", NONE),
        in(C, "nested type added", "", "public static class N {}", MINOR),
        in(C, "hidden nested type", "", "static class N { public int a; }", NONE),
        in("public abstract class T ", "abstract method", "", "public abstract void a();", MAJOR),
        change("made final", C + "{}", "public final class T {}", MAJOR),
        change("made open", "public final class T {}", C + "{}", MINOR),
        change("made abstract", C + "{}", "public abstract class T {}", MAJOR),
        change("interface added", C + "{}", C + "implements java.io.Serializable {}", MINOR),
        change("interface removed", C + "implements java.io.Serializable {}", C + "{}", MAJOR),
        change("super class", C + "extends Exception {}", C + "extends RuntimeException {}", MAJOR),
        change("kind", C + "{}", "public enum T {}", MAJOR),
        change("hidden", C + "{}", "class T {}", MAJOR, "gone: public class x.T"));
  }

  static Stream<Arguments> ofData() {
    return Stream.of(
        change(
            "component added",
            "public record T(int a) {}",
            "public record T(int a, int b) {}",
            MAJOR,
            "components (int a) -> components (int a, int b)"),
        change(
            "component renamed", "public record T(int a) {}", "public record T(int b) {}", MAJOR),
        change(
            "components swapped",
            "public record T(int a, int b) {}",
            "public record T(int b, int a) {}",
            MAJOR),
        change(
            "generic component",
            "public record T(java.util.List<String> a) {}",
            "public record T(java.util.List<Long> a) {}",
            MAJOR),
        in("public record T(int a) ", "accessor written", "", "public int a() { return 1; }", NONE),
        in("public record T(int a) ", "constructor written", "", "public T { }", NONE),
        in("public record T(int a) ", "method", "", "public int b() { return 1; }", MINOR),
        change(
            "permitted type added",
            "public sealed interface T { record A() implements T {} }",
            "public sealed interface T { record A() implements T {} record B() implements T {} }",
            MAJOR,
            "new: permits x.T$B",
            "new type: public record x.T$B"),
        change(
            "permitted type removed",
            "public sealed interface T { record A() implements T {} record B() implements T {} }",
            "public sealed interface T { record A() implements T {} record B() {} }",
            MAJOR,
            "gone: permits x.T$B",
            "gone: implements x.T"),
        change(
            "opened",
            "public sealed interface T { record A() implements T {} }",
            "public interface T { record A() implements T {} }",
            MAJOR),
        change(
            "abstract method of sealed",
            "public sealed interface T { final class A implements T {} }",
            "public sealed interface T { int b(); final class A implements T { public int b() { return 1; } } }",
            MINOR),
        change(
            "constant of an enum added",
            "public enum T { A, B }",
            "public enum T { A, C, B }",
            MINOR),
        change(
            "constant of an enum removed", "public enum T { A, B }", "public enum T { A }", MAJOR),
        change(
            "constants of an enum swapped",
            "public enum T { A, B }",
            "public enum T { B, A }",
            MAJOR),
        change(
            "body of a constant",
            "public enum T { A }",
            "public enum T { A { @Override public String toString() { return \"a\"; } } }",
            NONE));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"ofInterfaces", "ofClasses", "ofData"})
  void changeAsksForItsStep(String name, String before, String after, Step step, List<String> told)
      throws IOException {
    List<ApiChange> changes = ApiComparison.of(throughText(read(before)), read(after));

    assertThat(ApiComparison.highest(changes)).as("%s", changes).isEqualTo(step);
    assertThat(changes).extracting(ApiChange::what).containsAll(told);
    assertThat(changes.isEmpty()).isEqualTo(step == NONE);
  }

  @Test
  void textSaysWhatTheSourceSays() {
    Api api =
        new Api(
            new TreeMap<>(
                Map.of(
                    "x",
                    read(
                        """
                        public abstract class T<A extends Comparable<A>> extends java.util.AbstractList<A>
                            implements AutoCloseable {
                          public static final String NAME = "a(\u00e9)";
                          protected T(int size) {}
                          public static <B, E extends Exception> B call(java.util.Map<String, ? super B> in, B... more)
                              throws E { return null; }
                          @Deprecated public final boolean[] flags() { return null; }
                          public enum Mood { GOOD, BAD; public Mood other() { return this; } }
                          public record Pair<B>(B first, int... rest) { public Pair { } }
                        }
                        """))));

    assertThat(new ApiText("1.2.3", api).lines())
        .containsSubsequence(
            "release 1.2.3",
            "",
            "package x 1.0.0",
            "  public abstract class x.T<A extends java.lang.Comparable<A>>",
            "    @Deprecated public final boolean[] flags()",
            "    extends java.util.AbstractList<A>",
            "    implements java.lang.AutoCloseable",
            "    protected new(int)",
            "    public static <B, E extends java.lang.Exception> B call(java.util.Map<java.lang.String, ? super B>, B...) throws E",
            "    public static final java.lang.String NAME = \"a(\\u00e9)\"",
            "  public enum x.T$Mood",
            "    constants GOOD, BAD",
            "    public x.T$Mood other()",
            "  public record x.T$Pair<B>",
            "    components (B first, int[] rest)");
  }

  @Test
  void textThatIsBrokenIsRefusedWithItsLine() {
    assertThatThrownBy(
            () -> ApiText.parse("api.txt", List.of("release 1.0.0", "package x 1.0.0", "oops")))
        .isInstanceOf(IOException.class)
        .hasMessage("api.txt line 3 is no package, type or fact: oops");
    assertThatThrownBy(() -> ApiText.parse("api.txt", List.of("package x 1.0.0")))
        .hasMessage("api.txt does not begin with a release and a package");
    assertThatThrownBy(
            () -> ApiText.parse("api.txt", List.of("release 1.0.0", "  public class x.T")))
        .hasMessage("api.txt does not begin with a release and a package");
  }

  private static ApiPackage throughText(ApiPackage read) throws IOException {
    Api api = new Api(new TreeMap<>(Map.of("x", read)));
    ApiText text = new ApiText("0.1.0", api);
    ApiText parsed = ApiText.parse("api.txt", text.lines());
    assertThat(parsed).isEqualTo(text);
    return parsed.api().packages().get("x");
  }

  /** The package of one type and those nested in it. */
  private static ApiPackage read(String source) {
    List<byte[]> classes =
        Compiled.of(
            "package x; " + source,
            "@org.osgi.annotation.versioning.Version(\"1.0.0\") package x;");
    return ApiReader.read(classes, Set.of("x")).packages().get("x");
  }
}
