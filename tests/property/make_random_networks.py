#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes random_networks.hpp: networks with nested blocks, branches that pass their input on, layers that do nothing,
and maps whose readers want different padding. The file is committed; this script is only needed to change it.
(A generator made of templates compiles with clang, but crashes g++ 12.)"""
import random
import sys

COUNT = 40


class Writer:
    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.names = 0

    def name(self):
        self.names += 1
        return f'.name = "n{self.names}"'

    def pick(self, low, high):
        return self.dice.randint(low, high)

    @staticmethod
    def slide(size, window, stride, padding, dilation=1):
        reach = dilation * (window - 1) + 1
        return 0 if size + 2 * padding < reach else (size + 2 * padding - reach) // stride + 1

    def convolution(self, shape, keeps_size):
        c, h, w = shape
        filters, groups = self.pick(1, 40), 1
        if self.pick(0, 3) == 0 and c > 1:
            groups = c  # depthwise, or several filters a channel
            filters = c * (self.pick(1, 2) if c < 12 else 1)
        elif self.pick(0, 3) == 0 and c % 2 == 0:
            groups, filters = 2, filters + filters % 2
        for attempt in range(20):
            dilation = [self.pick(1, 2), self.pick(1, 2)]
            if keeps_size or attempt == 19:
                kernel = [2 * self.pick(0, 2) + 1, 2 * self.pick(0, 2) + 1]
                stride = [1, 1]
                padding = [dilation[i] * (kernel[i] // 2) for i in (0, 1)]
            else:
                kernel, stride = [self.pick(1, 4), self.pick(1, 4)], [self.pick(1, 2), self.pick(1, 2)]
                padding = [self.pick(0, 3), self.pick(0, 3)]
            out = (filters, self.slide(h, kernel[0], stride[0], padding[0], dilation[0]),
                   self.slide(w, kernel[1], stride[1], padding[1], dilation[1]))
            if out[1] > 0 and out[2] > 0:
                break
        pair = lambda values: f'{{{values[0]}, {values[1]}}}'
        bias = '' if self.pick(0, 2) else '.bias = false, '
        return (f'conv2d{{.filters = {filters}, .kernel = {pair(kernel)}, .stride = {pair(stride)}, '
                f'.padding = {pair(padding)}, .dilation = {pair(dilation)}, .groups = {groups}, {bias}{self.name()}}}'), out

    def pool(self, shape, keeps_size):
        c, h, w = shape
        kernel, stride, padding = [3, 3], [1, 1], [1, 1]
        if not keeps_size and h > 3 and w > 3:
            kernel, stride = [self.pick(1, 3), self.pick(1, 3)], [self.pick(1, 2), self.pick(1, 2)]
            padding = [self.pick(0, kernel[0] // 2), self.pick(0, kernel[1] // 2)]
        out = (c, self.slide(h, kernel[0], stride[0], padding[0]), self.slide(w, kernel[1], stride[1], padding[1]))
        text = f'.kernel = {{{kernel[0]}, {kernel[1]}}}, .stride = {{{stride[0]}, {stride[1]}}}, .padding = {{{padding[0]}, {padding[1]}}}'
        if self.pick(0, 1):
            return f'max_pool{{{text}}}', out
        return f'avg_pool{{{text}, .count_include_pad = {self.dice.choice(["true", "false"])}}}', out

    def residual(self, shape, depth):
        body, out = self.several(shape, self.pick(0, 4), True, depth + 1)
        if out == shape and self.pick(0, 2):
            return f'sei::residual<sei::sequence<{body}>>{{}}', out
        if len(shape) == 1:
            side = f'dense{{.units = {out[0]}, {self.name()}}}'
        elif self.pick(0, 1):
            side = f'conv2d{{.filters = {out[0]}, .kernel = 1, {self.name()}}}'
        else:
            side = (f'dropout{{}}, relu{{}}, conv2d{{.filters = {out[0]}, .padding = 1, .bias = false, {self.name()}}}, '
                    f'batch_norm{{.epsilon = 0.01F, {self.name()}}}')
        return f'sei::residual<sei::sequence<{body}>, sei::sequence<{side}>>{{}}', out

    def concat(self, shape, depth):
        branches = [self.several(shape, self.pick(0, 3), True, depth + 1) for _ in range(self.pick(2, 4))]
        channels = sum(out[0] for _, out in branches)
        return ('sei::concat<' + ', '.join(f'sei::sequence<{text}>' for text, _ in branches) + '>{}',
                (channels,) + shape[1:])

    def item(self, shape, keeps_size, depth):
        kind = self.pick(0, 15)
        if kind < 2:
            return 'relu{}', shape
        if kind == 2:
            return 'relu6{}', shape
        if kind < 5:
            return f'batch_norm{{.epsilon = 1e-3F, {self.name()}}}', shape
        if kind == 5:
            return 'dropout{}', shape
        if kind < 8 and len(shape) == 3:
            return self.pool(shape, keeps_size)
        if kind < 10 and depth < 3:
            return self.residual(shape, depth)
        if kind < 12 and depth < 3 and shape[0] <= 40:
            return self.concat(shape, depth)
        if len(shape) == 3:
            return self.convolution(shape, keeps_size)
        units = self.pick(1, 40)
        return f'dense{{.units = {units}, {"" if self.pick(0, 1) else ".bias = false, "}{self.name()}}}', (units,)

    def several(self, shape, count, keeps_size, depth):
        texts = []
        for _ in range(count):
            text, shape = self.item(shape, keeps_size, depth)
            texts.append(text)
        return ', '.join(texts), shape

    def network(self, number):
        shape = (self.pick(1, 20), self.pick(5, 15), self.pick(5, 15))
        head = f'input{{.channels = {shape[0]}, .height = {shape[1]}, .width = {shape[2]}}}'
        texts, shape = self.several(shape, self.pick(4, 14), False, 0)
        end = self.pick(0, 2)
        if end == 1:
            more, _ = self.several((shape[0] * shape[1] * shape[2],), self.pick(1, 5), False, 0)
            texts += ', flatten{}, ' + more
        elif end == 2:
            more, _ = self.several((shape[0],), self.pick(1, 5), False, 0)
            texts += ', global_avg_pool{}, flatten{}, ' + more + ', softmax{}'
        return f'template <>\nstruct random_network<{number}> final : sei::network<{head}, {texts}> {{}};\n'


def main():
    print('''// SPDX-License-Identifier: MIT
#pragma once
/// Random networks as types, written by make_random_networks.py.
// clang-format off

#include <sei/model/network.hpp>

namespace property {

using namespace sei::layers;

template <unsigned Number>
struct random_network;
''')
    print(f'inline constexpr unsigned random_network_count = {COUNT};\n')
    for number in range(COUNT):
        print(Writer(number + 1).network(number))
    print('} // namespace property')


if __name__ == '__main__':
    sys.exit(main())
