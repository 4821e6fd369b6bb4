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

const written = () => {
  try {
    fs.writeSync(1, fs.readFileSync(path.join(dist, answer)));
    return true;
  } catch {
    // A reader that left, a full disk: the program knows what to say of it.
    return false;
  }
};

if (answer === undefined || narrow || !written()) require('../dist/program/run.cjs');
