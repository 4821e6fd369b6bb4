#!/usr/bin/env node
'use strict';
// Answers --version and --help before anything else is loaded: start-up is a feature.
const fs = require('node:fs');
const path = require('node:path');

const [first, ...rest] = process.argv.slice(2);
const dist = path.join(__dirname, '..', 'dist');
const alone = rest.length === 0;
const answer =
  alone && (first === '--version' || first === '-V')
    ? 'version.txt'
    : first === undefined || (alone && (first === '--help' || first === '-h'))
      ? 'help.txt'
      : undefined;

// It is written for this many columns; where a terminal has fewer, lines are broken between words.
const narrow = answer === 'help.txt' && process.stdout.columns < 97;

if (answer === undefined || narrow) require('../dist/program/run.cjs');
else fs.writeSync(1, fs.readFileSync(path.join(dist, answer)));
