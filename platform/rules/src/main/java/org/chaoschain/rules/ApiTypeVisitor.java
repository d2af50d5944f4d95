// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.chaoschain.rules.Api.ApiType;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.RecordComponentVisitor;

/**
 * Makes an {@link ApiType} of a class file. What follows from the kind of type is left out: the
 * accessors and the canonical constructor of a record, {@code values} and {@code valueOf} of an
 * enum, and whether {@code equals}, {@code hashCode} and {@code toString} are overridden.
 */
final class ApiTypeVisitor extends ClassVisitor {
  private static final String ANNOTATIONS = "Lorg/osgi/annotation/versioning/";
  private static final Set<String> OF_EVERY_OBJECT =
      Set.of("equals(Ljava/lang/Object;)Z", "hashCode()I", "toString()Ljava/lang/String;");
  private static final int SEEN = Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED;

  private String name = "";
  private String outer = "";
  private int access;
  private String typeParameters = "";
  private String annotation = "";
  private boolean sealed;
  private final List<String> superTypes = new ArrayList<>();
  private final List<String> permits = new ArrayList<>();
  private final List<String> components = new ArrayList<>();
  private final Set<String> implied = new HashSet<>();
  private final StringBuilder canonical = new StringBuilder("<init>(");
  private final List<String> constants = new ArrayList<>();
  private final List<String> members = new ArrayList<>();

  ApiTypeVisitor() {
    super(Opcodes.ASM9);
  }

  /** Binary name of the type around it; empty if there is none. */
  String outer() {
    return outer;
  }

  /** Whether it is public or protected by its own modifiers, and no local or anonymous class. */
  boolean isVisible() {
    return (access & SEEN) != 0 && (access & Opcodes.ACC_SYNTHETIC) == 0;
  }

  /** What was found. */
  ApiType type() {
    List<String> lines = new ArrayList<>(superTypes);
    permits.forEach(each -> lines.add("permits " + each));
    if (isRecord()) {
      lines.add("components (" + String.join(", ", components) + ")");
    }
    if (isEnum()) {
      lines.add("constants " + String.join(", ", constants));
    }
    lines.addAll(members);
    SortedMap<String, String> facts = new TreeMap<>();
    lines.forEach(line -> facts.put(Api.keyOf(line), line));
    return new ApiType(name, declaration(), facts);
  }

  private String declaration() {
    List<String> words = new ArrayList<>(List.of(annotation, deprecated(access), seen(access)));
    if (!outer.isEmpty() && !isInterface() && !isRecord() && !isEnum()) {
      words.add((access & Opcodes.ACC_STATIC) == 0 ? "" : "static");
    }
    if (!isInterface() && !isEnum()) {
      words.add((access & Opcodes.ACC_ABSTRACT) == 0 ? "" : "abstract");
      words.add((access & Opcodes.ACC_FINAL) == 0 || isRecord() ? "" : "final");
    }
    words.add(sealed && !isEnum() ? "sealed" : "");
    words.add(kind());
    words.add(name + typeParameters);
    return ApiReader.joined(" ", words);
  }

  private String kind() {
    if ((access & Opcodes.ACC_ANNOTATION) != 0) {
      return "@interface";
    }
    return isInterface() ? "interface" : isEnum() ? "enum" : isRecord() ? "record" : "class";
  }

  private boolean isInterface() {
    return (access & Opcodes.ACC_INTERFACE) != 0;
  }

  private boolean isEnum() {
    return (access & Opcodes.ACC_ENUM) != 0;
  }

  private boolean isRecord() {
    return (access & Opcodes.ACC_RECORD) != 0;
  }

  @Override
  public void visit(
      int version,
      int flags,
      String internalName,
      String signature,
      String superName,
      String[] interfaces) {
    name = internalName.replace('/', '.');
    access = flags;
    SignatureText text =
        new SignatureText(signature == null ? described(superName, interfaces) : signature);
    typeParameters = text.typeParameters();
    String superType = text.type();
    if (!isInterface() && !isEnum() && !isRecord() && !superType.equals("java.lang.Object")) {
      superTypes.add("extends " + superType);
    }
    text.types()
        .forEach(each -> superTypes.add((isInterface() ? "extends " : "implements ") + each));
  }

  private static String described(String superName, String... interfaces) {
    return "L%s;".formatted(superName)
        + Stream.of(interfaces).map("L%s;"::formatted).collect(Collectors.joining());
  }

  @Override
  public void visitInnerClass(String inner, String outerName, String innerName, int flags) {
    if (inner.replace('/', '.').equals(name)) {
      boolean named = outerName != null && innerName != null;
      outer = named ? outerName.replace('/', '.') : name;
      int own = Opcodes.ACC_RECORD | Opcodes.ACC_DEPRECATED;
      access = named ? flags | (access & own) : Opcodes.ACC_SYNTHETIC;
    }
  }

  @Override
  public void visitPermittedSubclass(String permitted) {
    sealed = true;
    if (!isEnum()) {
      permits.add(permitted.replace('/', '.'));
    }
  }

  @Override
  public AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
    if (descriptor.equals(ANNOTATIONS + "ProviderType;")) {
      annotation = "@ProviderType";
    } else if (descriptor.equals(ANNOTATIONS + "ConsumerType;")) {
      annotation = "@ConsumerType";
    }
    return null;
  }

  @Override
  public RecordComponentVisitor visitRecordComponent(
      String component, String descriptor, String signature) {
    components.add(fieldType(descriptor, signature) + " " + component);
    implied.add(component + "()" + descriptor);
    canonical.append(descriptor);
    return null;
  }

  @Override
  public FieldVisitor visitField(
      int flags, String field, String descriptor, String signature, Object value) {
    if ((flags & SEEN) == 0 || (flags & Opcodes.ACC_SYNTHETIC) != 0) {
      return null;
    }
    if ((flags & Opcodes.ACC_ENUM) != 0) {
      constants.add(field);
      return null;
    }
    List<String> words = new ArrayList<>(List.of(deprecated(flags), seen(flags)));
    words.add((flags & Opcodes.ACC_STATIC) == 0 ? "" : "static");
    words.add((flags & Opcodes.ACC_FINAL) == 0 ? "" : "final");
    words.add(fieldType(descriptor, signature));
    words.add(field);
    members.add(
        ApiReader.joined(" ", words) + (value == null ? "" : " = " + literal(descriptor, value)));
    return null;
  }

  @Override
  public MethodVisitor visitMethod(
      int flags, String method, String descriptor, String signature, String[] exceptions) {
    String key = method + descriptor;
    boolean hidden =
        (flags & SEEN) == 0
            || (flags & (Opcodes.ACC_SYNTHETIC | Opcodes.ACC_BRIDGE)) != 0
            || (OF_EVERY_OBJECT.contains(key) && !isInterface())
            || (isRecord() && (implied.contains(key) || key.equals(canonical + ")V")))
            || (isEnum() && (method.equals("values") || method.equals("valueOf")));
    if (!hidden) {
      members.add(method(flags, method, descriptor, signature, exceptions));
    }
    return null;
  }

  private String method(
      int flags, String method, String descriptor, String signature, String[] exceptions) {
    SignatureText text = new SignatureText(signature == null ? descriptor : signature);
    final String typeParametersOfIt = text.typeParameters();
    text.take('(');
    String parameters = "(" + String.join(", ", text.types()) + ")";
    text.take(')');
    final String result = text.type();
    if ((flags & Opcodes.ACC_VARARGS) != 0) {
      parameters = parameters.replaceFirst("\\[\\]\\)$", "...)");
    }
    boolean constructor = method.equals("<init>");
    boolean isStatic = (flags & Opcodes.ACC_STATIC) != 0;
    boolean isAbstract = (flags & Opcodes.ACC_ABSTRACT) != 0;
    List<String> words = new ArrayList<>(List.of(deprecated(flags), seen(flags)));
    words.add(isStatic ? "static" : "");
    words.add(isAbstract ? "abstract" : "");
    words.add(isInterface() && !isStatic && !isAbstract ? "default" : "");
    words.add((flags & Opcodes.ACC_FINAL) == 0 || isStatic ? "" : "final");
    words.add(typeParametersOfIt);
    words.add(constructor ? "" : result);
    words.add((constructor ? "new" : method) + parameters);
    List<String> thrown = new ArrayList<>();
    while (text.take('^')) { // of generic signatures only if one of them is generic
      thrown.add(text.type());
    }
    if (thrown.isEmpty() && exceptions != null) {
      Stream.of(exceptions).map(each -> each.replace('/', '.')).forEach(thrown::add);
    }
    String line = ApiReader.joined(" ", words);
    return thrown.isEmpty()
        ? line
        : line + " throws " + thrown.stream().sorted().collect(Collectors.joining(", "));
  }

  private static String fieldType(String descriptor, String signature) {
    return SignatureText.ofType(signature == null ? descriptor : signature);
  }

  private static String literal(String descriptor, Object value) {
    return switch (descriptor) {
      case "Z" -> String.valueOf(value.equals(1));
      case "C" -> "'\\u%04x'".formatted((Integer) value);
      case "Ljava/lang/String;" -> '"' + escaped((String) value) + '"';
      default -> String.valueOf(value);
    };
  }

  private static String escaped(String text) {
    StringBuilder out = new StringBuilder();
    text.chars()
        .forEach(
            c -> {
              if (c < ' ' || c > '~' || c == '\\' || c == '"') {
                out.append("\\u%04x".formatted(c));
              } else {
                out.append((char) c);
              }
            });
    return out.toString();
  }

  private static String deprecated(int flags) {
    return (flags & Opcodes.ACC_DEPRECATED) == 0 ? "" : "@Deprecated";
  }

  private static String seen(int flags) {
    return (flags & Opcodes.ACC_PUBLIC) == 0 ? "protected" : "public";
  }
}
