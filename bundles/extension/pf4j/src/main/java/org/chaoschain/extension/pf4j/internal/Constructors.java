// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.pf4j.internal;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.chaoschain.extension.pf4j.carrier.CarriedPluginException;

/**
 * Makes the objects of a plugin. Of a class's public constructors that ask only for what is
 * offered, the one that asks for most is taken.
 */
final class Constructors {
  private final List<Class<?>> offered;
  private final Function<Class<?>, Object> source;

  /**
   * Calls constructors with what a source gives.
   *
   * @param offered the types a parameter may have
   * @param source gives one of each; throws {@link IllegalStateException} saying what is missing
   */
  Constructors(List<Class<?>> offered, Function<Class<?>, Object> source) {
    this.offered = List.copyOf(offered);
    this.source = source;
  }

  /**
   * Makes an object.
   *
   * @param role what it is, for people: {@code extension}
   * @throws CarriedPluginException naming the class and what is in the way
   */
  <T> T make(String role, Class<T> type) throws CarriedPluginException {
    String what = role + " " + type.getName();
    if (!Modifier.isPublic(type.getModifiers()) || Modifier.isAbstract(type.getModifiers())) {
      throw new CarriedPluginException(
          "its %s must be a public class that is not abstract".formatted(what));
    }
    Constructor<?> chosen =
        Arrays.stream(type.getConstructors())
            .filter(each -> offered.containsAll(List.of(each.getParameterTypes())))
            .max(Comparator.comparingInt(Constructor::getParameterCount))
            .orElseThrow(() -> noConstructor(what, type));
    try {
      Object[] arguments = Stream.of(chosen.getParameterTypes()).map(source).toArray();
      return type.cast(chosen.newInstance(arguments));
    } catch (InvocationTargetException e) {
      throw Failures.of(
          "its %s cannot be made: its constructor threw".formatted(what), e.getCause());
    } catch (IllegalStateException e) {
      throw new CarriedPluginException("its %s cannot be made: %s".formatted(what, e.getMessage()));
    } catch (ReflectiveOperationException | LinkageError e) {
      throw Failures.of("its %s cannot be made".formatted(what), e);
    }
  }

  private CarriedPluginException noConstructor(String what, Class<?> type) {
    List<String> strangers =
        Arrays.stream(type.getConstructors())
            .flatMap(each -> Stream.of(each.getParameterTypes()))
            .filter(each -> !offered.contains(each))
            .map(Class::getName)
            .distinct()
            .sorted()
            .toList();
    return new CarriedPluginException(
        "its %s has no public constructor that the node can call%s; parameters may be %s, or none"
            .formatted(
                what,
                strangers.isEmpty() ? "" : ": it is not offered " + String.join(", ", strangers),
                String.join(", ", offered.stream().map(Class::getSimpleName).toList())));
  }
}
